"""The commands about digests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.config import Settings
from crm.digests.kinds import DigestState
from crm.digests.queries.deliveries import counts_of
from crm.digests.queries.issues import composition_of, get_digest, list_digests
from crm.digests.queries.outlook import outlook
from crm.digests.queries.readers import KIND
from crm.digests.report import REASONS
from crm.digests.services import sending
from crm.digests.services.composing import Plan, new_digest
from crm.digests.services.sending import BlockedError, SecondPersonError
from crm.extensions import db
from crm.mail.models import MessageState
from crm.mail.queries import counts
from crm.members.models import SavedView
from crm.readiness.queries import obstacles
from crm.web.commandline import PlainError, act, in_app

BLOCKED = 2
NOT_LIVE = 3
WAIVABLE = " (--waive REASON gives it.)"


@click.group("digest")
def digest() -> None:
    """Digests: make, list, send, follow."""


@digest.command("new")
@click.option("--title", default="", help="The subject of the mail.")
@click.option(
    "--intro", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A Markdown file with opening words."
)
@click.option("--audience", metavar="VIEW", default="", help="The name of a saved view; all friends when left out.")
@click.option("--language", default="en", show_default=True, help="The language it is written in.")
@in_app
def new(title: str, intro: Path | None, audience: str, language: str) -> None:
    """Make a digest whose blocks are filled with what is new, and print its id."""
    with act("new digest") as session:
        plan = Plan(title, intro.read_text(encoding="utf-8") if intro else "", language, _view(session, audience))
        made = new_digest(session, OPERATOR, datetime.now(UTC), plan)
    click.echo(made.id)


@digest.command("list")
@in_app
def list_() -> None:
    """List digests with their states and numbers, the newest first."""
    found = list_digests(db.session())
    numbers = counts_of(db.session(), found)
    for one in found:
        sent = numbers[one.id][MessageState.SENT]
        click.echo(f"{one.id}\t{one.state.value}\t{sent} of {one.recipients} sent\t{one.title}")
    if not found:
        click.echo("There is no digest yet: crm digest new makes one.")


@digest.command("send")
@click.argument("number", metavar="ID", type=int)
@click.option("--yes", is_flag=True, help="Approve and send without asking.")
@click.option("--waive", metavar="REASON", default="", help="Why it may go although the treaty facts are old.")
@in_app
def send_(number: int, waive: str, *, yes: bool) -> None:
    """Check a digest and let it go at once, without the time for a recall."""
    settings: Settings = current_app.config["SETTINGS"]
    session, now = db.session(), datetime.now(UTC)
    found = get_digest(session, number)
    ahead = outlook(session, composition_of(session, found), OPERATOR, now, settings.base_url)
    if not yes:
        click.echo(f"“{found.title}”: {len(ahead.recipients)} people in {ahead.countries} countries.")
        for reason, count in ahead.left_out.items():
            click.echo(f"  left out: {count} ({REASONS[reason]})")
        click.confirm(f"Send {len(ahead.recipients)} emails", abort=True)
    _refuse_unless_live(session, settings)
    session.rollback()
    try:
        with act("send digest") as acting:
            if waive.strip():
                sending.waive(acting, number, waive)
            sent = sending.send(acting, OPERATOR, now, number, base_url=settings.base_url, recall=timedelta())
            held = counts(acting, KIND, sent.id)
    except SecondPersonError as refused:
        raise PlainError(str(refused), BLOCKED) from None
    except BlockedError as blocked:
        faults = "\n".join(f"- {fault.text}{WAIVABLE if fault.waivable else ''}" for fault in blocked.faults)
        message = f"The digest can't be sent:\n{faults}"
        raise PlainError(message, BLOCKED) from None
    click.echo(f"{held[MessageState.WAITING]} emails wait to be delivered; {held[MessageState.SKIPPED]} left out.")


@digest.command("status")
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@in_app
def status(number: int, form: str) -> None:
    """Say how far a digest is: the six states sum to the recipients."""
    found = get_digest(db.session(), number)
    held = counts(db.session(), KIND, found.id)
    said = {state.value: held[state] for state in MessageState}
    report = {
        "id": found.id,
        "state": _state(found.state, held),
        "counts": {"recipients": sum(said.values()), **said},
    }
    if form == "json":
        click.echo(json.dumps(report))
        return
    numbers = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in said.items() if count)
    click.echo(f"Digest {found.id} is {report['state']}: {sum(said.values())} recipients ({numbers or 'none yet'}).")


def _state(state: DigestState, held: Mapping[MessageState, int]) -> str:
    """Say the state as the ledger has it: sent as soon as nothing waits, not when the worker notes it."""
    unsent = held[MessageState.WAITING] + held[MessageState.SENDING]
    return DigestState.SENT.value if state is DigestState.SENDING and not unsent else state.value


def _view(session: Session, name: str) -> Mapping[str, Any]:
    if not name:
        return {}
    view = session.scalar(sa.select(SavedView).where(SavedView.name == name))
    if view is None:
        message = f"There is no saved view called “{name}”."
        raise PlainError(message)
    return view.filter


def _refuse_unless_live(session: Session, settings: Settings) -> None:
    missing = obstacles(session, settings)
    if missing:
        listed = "\n".join(f"- {words}" for words in missing)
        message = f"This instance is not ready to mail real people. It lacks:\n{listed}\nCRM_MAIL_LIVE=1 waves it on."
        raise PlainError(message, NOT_LIVE)


commands = (digest,)
