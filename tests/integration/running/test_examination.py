"""What the doctor finds: each fault is named with its advice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from crm.config import Settings
from crm.jobs.models import Job, JobState
from crm.mail.models import MailControl, Message, MessageState
from crm.readiness.finding import Finding, Health
from crm.running.examination import (
    examine_copies,
    examine_database,
    examine_facts,
    examine_folder,
    examine_mail,
    examine_worker,
)
from crm.treaties.services import load_facts
from tests.support.smtp import SmtpServer


def _health(findings: Iterable[Finding]) -> dict[str, Health]:
    return {finding.subject: finding.health for finding in findings}


def test_a_folder_that_others_can_read_is_red(settings: Settings, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert _health(examine_folder(settings))["Instance"] is Health.RED
    tmp_path.chmod(0o700)
    (tmp_path / "crm.sqlite3").chmod(0o600)
    assert _health(examine_folder(settings)) == {"Instance": Health.GREEN}
    assert _health(examine_folder(replace(settings, secret_key="")))["Secret key"] is Health.RED
    assert _health(examine_folder(replace(settings, instance_path=tmp_path / "none"))) == {"Instance": Health.RED}


def test_tables_of_another_version_are_red(any_session: Session) -> None:
    assert set(_health(examine_database(any_session, (["1"], ["1"]))).values()) == {Health.GREEN}
    assert _health(examine_database(any_session, (["1"], ["2"])))["Migrations"] is Health.RED


def test_work_that_nobody_does_is_red(any_session: Session, now: datetime) -> None:
    assert _health(examine_worker(any_session, now)) == {"Worker": Health.AMBER}
    done = Job(name="x", state=JobState.DONE, due_at=now, created_at=now, ended_at=now)
    any_session.add(done)
    any_session.flush()
    assert _health(examine_worker(any_session, now)) == {"Worker": Health.GREEN}
    any_session.add(Job(name="x", due_at=now - timedelta(hours=1), created_at=now))
    any_session.add(Job(name="x", state=JobState.FAILED, due_at=now, created_at=now, ended_at=now))
    any_session.flush()
    assert _health(examine_worker(any_session, now)) == {"Worker": Health.RED, "Jobs": Health.AMBER}


def test_frozen_mail_and_mail_in_doubt_are_named(any_session: Session, settings: Settings, now: datetime) -> None:
    any_session.add(MailControl(subject="all", stopped_at=now, reason="Restored"))
    any_session.add(
        Message(
            kind="digest", email="a@b.example", message_id="1", state=MessageState.IN_DOUBT, queued_at=now, due_at=now
        )
    )
    any_session.flush()
    words = [finding.words for finding in examine_mail(any_session, settings)]
    assert any("Restored" in each for each in words)
    assert any("1 messages are in doubt" in each for each in words)


def test_the_mail_server_is_asked(session: Session, settings: Settings, smtp: SmtpServer) -> None:
    there = replace(settings, mail_server="127.0.0.1", mail_port=smtp.port)
    assert _health(examine_mail(session, there))["Mail server"] is Health.GREEN
    gone = replace(there, mail_port=1)
    assert _health(examine_mail(session, gone))["Mail server"] is Health.RED


def test_a_missing_copy_and_old_facts_are_amber(session: Session, settings: Settings, now: datetime) -> None:
    assert _health(examine_copies(settings, now)) == {"Backup": Health.AMBER}
    (settings.instance_path / "backups").mkdir()
    (settings.instance_path / "backups" / f"daily-{now.date()}.crmbackup").touch()
    assert _health(examine_copies(settings, now)) == {"Backup": Health.GREEN}
    assert _health(examine_facts(session, now)) == {"Facts": Health.RED}
    load_facts(session, now)
    assert Health.AMBER in _health(examine_facts(session, now)).values()
