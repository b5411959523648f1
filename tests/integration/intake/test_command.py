"""`crm mail intake` takes in files, mailbox files, maildir folders and standard input; the doctor tells of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session

from crm.config import Settings
from crm.extensions import db
from crm.intake.models import Incoming
from crm.mail.cli import mail
from crm.mail.models import Address, AddressState
from crm.readiness.finding import Health
from crm.running.examination import examine_intake
from tests.conftest import NOW
from tests.support.bounces import Returned, letter, status_report
from tests.support.delivered import delivered_to

FROM = b"From x@y.example Mon Mar  2 09:00:00 2026\n"
"""The line before each message of a mailbox file."""


def intake(app: Flask, *names: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(mail, ["intake", *names], obj=ScriptInfo(create_app=lambda: app), input=given)


@pytest.fixture
def bounce(app: Flask, app_session: Session) -> bytes:
    """A report about a mail of ours."""
    assert app
    raw = status_report(delivered_to(app_session).returned)
    app_session.commit()
    return raw


def test_files_of_every_form_are_read_and_counted(app: Flask, bounce: bytes, tmp_path: Path) -> None:
    strange = letter("s@strange.example", "From here on\n>From there", outer="1@s.example")
    (tmp_path / "one.eml").write_bytes(FROM + bounce + b"\n\n" + FROM + b"Subject: returned\n\nText\n")
    other = strange.replace(b"1@s", b"2@s")
    (tmp_path / "box.mbox").write_bytes(FROM + bounce + b"\n\n" + FROM + strange + b"\n\n" + FROM + other)
    (tmp_path / "maildir" / "new").mkdir(parents=True)
    (tmp_path / "maildir" / "new" / "1").write_bytes(strange.replace(b"1@s", b"3@s"))
    names = [str(tmp_path / name) for name in ("one.eml", "box.mbox", "maildir")]
    told = intake(app, *names)
    assert told.exit_code == 0
    assert told.output.strip() == "5 messages read: 2 bounce, 3 unrecognised."
    with app.app_context():
        assert db.session.scalars(sa.select(Address.state)).one() is AddressState.HELD
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 5


def test_standard_input_is_a_dash_and_others_bounces_are_told_apart(app: Flask) -> None:
    told = intake(app, "-", given=status_report(Returned("x@elsewhere.example", "1@elsewhere.example")))
    assert told.output.strip() == "1 messages read: 1 bounce of others' mail."


def test_a_file_that_is_not_there_is_said_plainly(app: Flask, tmp_path: Path) -> None:
    told = intake(app, str(tmp_path / "nothing.eml"))
    assert told.exit_code == 2
    assert "does not exist" in told.output


def test_the_doctor_says_when_a_bounce_was_read_last(app: Flask, settings: Settings, bounce: bytes) -> None:
    with app.app_context():
        (nothing,) = examine_intake(db.session(), settings, NOW)
        assert (nothing.health, "No bounce was read yet" in nothing.words) == (Health.AMBER, True)
    intake(app, "-", given=bounce)
    with app.app_context():
        (hook,) = examine_intake(db.session(), replace(settings, intake_secret="a secret of some length"), NOW)
        assert (hook.health, "The last bounce was read on" in hook.words) == (Health.GREEN, True)
        (mailbox,) = examine_intake(db.session(), replace(settings, intake_server="imap.coalition.example"), NOW)
        assert (mailbox.health, "is not read" in mailbox.words) == (Health.RED, True)
