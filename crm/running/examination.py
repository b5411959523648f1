"""Looking an instance over: its folder, database, worker, mail, copies and facts."""

from __future__ import annotations

import smtplib
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.config import Settings
from crm.intake.models import Incoming, IncomingKind
from crm.jobs.models import Job, JobState
from crm.mail.models import MailControl, Message, MessageState
from crm.mail.services import ALL_MAIL
from crm.readiness.finding import Finding, amber, green, red
from crm.readiness.queries import is_guarded, obstacles
from crm.treaties.models import Treaty

PATIENCE = timedelta(minutes=2)
MAILBOX_PATIENCE = timedelta(minutes=30)
OLD_FACTS = timedelta(days=60)
SMTP_SECONDS = 10
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the instance folder is private and has its key."""
    folder = settings.instance_path
    if not folder.is_dir():
        yield red("Instance", f"{folder} is not there.", "Run: crm init")
        return
    paths = [folder, *folder.glob("*.sqlite3*"), *folder.glob("secret_key"), *folder.glob("backups")]
    loose = [path.name for path in paths if path.stat().st_mode & OPEN_TO_OTHERS]
    if loose:
        yield red("Instance", f"Others can read {', '.join(loose)}.", f"Run: chmod -R go= {folder}")
    else:
        yield green("Instance", f"{folder} is private.")
    if not settings.secret_key:
        yield red("Secret key", "There is none.", "Run: crm init")


def examine_database(session: Session, revisions: tuple[Sequence[str], Sequence[str]]) -> Iterator[Finding]:
    """Whether the database is whole, and its tables are those of this version; `revisions` are (there, wanted)."""
    there, wanted = revisions
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        said = session.scalar(sa.text("PRAGMA quick_check"))
        if said != "ok":
            yield red("Database", f"SQLite finds damage: {said}", "Restore the last backup: crm restore FILE")
            return
    yield green("Database", f"{bind.dialect.name} answers and is whole.")
    if set(there) == set(wanted):
        yield green("Migrations", "The tables are those of this version.")
    else:
        yield red("Migrations", "The tables are those of another version.", "Run: crm init")


def examine_worker(session: Session, now: datetime) -> Iterator[Finding]:
    """Whether somebody does the background work."""
    late = session.scalar(sa.select(sa.func.count()).where(Job.state == JobState.WAITING, Job.due_at < now - PATIENCE))
    ended = session.scalar(sa.select(sa.func.max(Job.ended_at)))
    if late:
        yield red("Worker", f"{late} jobs wait though they are due.", "Start one: crm serve, or crm worker")
    elif ended is None:
        yield amber("Worker", "No job was ever run.", "Start one: crm serve, or crm worker")
    else:
        yield green("Worker", f"The last job ended on {ended:%d %b %Y at %H:%M} UTC.")
    failed = session.scalar(
        sa.select(sa.func.count()).where(Job.state == JobState.FAILED, Job.ended_at > now - timedelta(days=7))
    )
    if failed:
        yield amber("Jobs", f"{failed} jobs failed for good this week.", "The worker's log names the cause.")


def examine_mail(session: Session, settings: Settings, *, ask_server: bool = True) -> Iterator[Finding]:
    """Whether mail can leave, and what lies there; `ask_server` says whether to knock at the mail server."""
    stopped = session.get(MailControl, ALL_MAIL)
    if stopped is not None:
        yield amber("Mail", f"All mail is stopped: {stopped.reason}", "Open /mail/ as coordinator and let it go.")
    doubt = session.scalar(sa.select(sa.func.count()).where(Message.state == MessageState.IN_DOUBT))
    if doubt:
        yield amber("Mail", f"{doubt} messages are in doubt.", "Open /mail/: staff decide whether to send them again.")
    if not settings.mail_server:
        yield amber("Mail server", "None is set: mail is written to the outbox folder.", "Set CRM_MAIL_SERVER.")
        return
    if ask_server:
        yield _examine_server(settings)


def examine_waiting(session: Session, now: datetime) -> Iterator[Finding]:
    """Whether mail that is due goes out."""
    due = sa.select(sa.func.min(Message.due_at), sa.func.count()).where(
        Message.state == MessageState.WAITING, Message.due_at < now - PATIENCE
    )
    oldest, count = session.execute(due).one()
    if count:
        words = f"{count} messages that are due wait, the oldest since {oldest:%d %b %Y at %H:%M} UTC."
        yield amber("Waiting mail", words, "Open /mail/: it says what the mail server answered.")
    else:
        yield green("Waiting mail", "Nothing that is due waits.")


def examine_going_live(session: Session, settings: Settings) -> Iterator[Finding]:
    """Whether digests and letters may go to anybody but the team."""
    missing = obstacles(session, settings)
    if missing:
        words = f"Mail goes to the team only: {len(missing)} points of the checklist are open."
        yield amber("Going live", words, "Open /settings/going-live/ as coordinator.")
    elif is_guarded(settings):
        yield green("Going live", "Every point of the checklist is done.")


def examine_intake(session: Session, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether somebody reads what comes back, and when that was."""
    bounced = session.scalar(sa.select(sa.func.max(Incoming.received_at)).where(Incoming.kind == IncomingKind.BOUNCE))
    last = f"The last bounce was read on {bounced:%d %b %Y at %H:%M} UTC." if bounced else "No bounce was read yet."
    if not settings.intake_server and not settings.intake_secret:
        yield amber("Bounces", f"No mailbox and no hook is set. {last}", "Set CRM_INTAKE_SERVER, or CRM_INTAKE_SECRET.")
        return
    jobs = sa.select(sa.func.max(Job.ended_at)).where(Job.name == "intake.poll", Job.state == JobState.DONE)
    read = session.scalar(jobs)
    error = session.scalar(
        sa.select(Job.error).where(Job.name == "intake.poll", Job.error != "").order_by(Job.id.desc()).limit(1)
    )
    if settings.intake_server and (read is None or read < now - MAILBOX_PATIENCE):
        advice = f"The last fault: {error}" if error else "Start a worker: crm serve, or crm worker"
        yield red("Bounces", f"The mailbox at {settings.intake_server} is not read. {last}", advice)
    else:
        yield green("Bounces", last)


def examine_copies(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the worker keeps its daily copy."""
    days = {now.date(), (now - timedelta(days=1)).date()}
    names = [f"daily-{day.isoformat()}.crmbackup" for day in days]
    if any((settings.instance_path / "backups" / name).exists() for name in names):
        yield green("Backup", "There is a daily copy. Keep one on another machine too.")
    else:
        yield amber("Backup", "There is no daily copy of today or yesterday.", "Run a worker, or: crm backup FILE")


def examine_facts(session: Session, now: datetime) -> Iterator[Finding]:
    """Whether the treaties' facts are there and fresh."""
    treaties = session.scalars(sa.select(Treaty).order_by(Treaty.key)).all()
    if not treaties:
        yield red("Facts", "No treaty is known.", "Run: crm init")
    for treaty in treaties:
        known = f"{treaty.short_name}: known until {treaty.known_until:%d %b %Y}."
        if now.date() - treaty.known_until > OLD_FACTS:
            yield amber("Facts", known, f"Look at the depositary's page, then say so at /treaties/{treaty.key}.")
        else:
            yield green("Facts", known)


def _examine_server(settings: Settings) -> Finding:
    where = f"{settings.mail_server}:{settings.mail_port}"
    try:
        with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=SMTP_SECONDS) as server:
            server.ehlo()
            if settings.mail_use_tls:
                server.starttls()
                server.ehlo()
            if settings.mail_username:
                server.login(settings.mail_username, settings.mail_password)
    except (OSError, smtplib.SMTPException) as error:
        return red("Mail server", f"{where} does not let us in: {error}", "Check the CRM_MAIL_… settings.")
    return green("Mail server", f"{where} lets us in.")
