"""`crm mail deliver`: delivers in the foreground, and says what it could not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from crm.app import create_app
from crm.config import Settings
from crm.extensions import db
from crm.mail.cli import mail
from crm.mail.models import Message
from crm.mail.services import Recipient, queue_all
from tests.support.mailing import KIND, PlainKind, email_of
from tests.support.smtp import At, SmtpServer

COUNT = 5


@pytest.fixture
def mailing(settings: Settings, smtp: SmtpServer) -> Iterator[Flask]:
    """An application with messages that wait, and a server to mail through."""
    app = create_app(replace(settings, mail_server=smtp.host, mail_port=smtp.port))
    app.extensions["kinds"][KIND] = PlainKind()
    put(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def put(app: Flask) -> None:
    with app.app_context():
        recipients = [Recipient(number, email_of(number)) for number in range(1, COUNT + 1)]
        queue_all(db.session(), datetime.now(UTC), kind=KIND, subject_id=7, recipients=recipients)
        db.session.commit()


def deliver(app: Flask) -> Result:
    return CliRunner().invoke(mail, ["deliver"], obj=ScriptInfo(create_app=lambda: app))


def test_everything_due_is_delivered_and_counted(mailing: Flask, smtp: SmtpServer) -> None:
    result = deliver(mailing)
    assert (result.exit_code, result.stdout) == (0, f"{COUNT} messages delivered.\n")
    assert len(smtp.messages) == COUNT
    assert smtp.messages[0].message["Message-ID"].endswith("@coalition.example>")
    assert deliver(mailing).stdout == "0 messages delivered.\n"


def test_a_connection_that_fails_is_tried_again(mailing: Flask, smtp: SmtpServer) -> None:
    smtp.drop(At.MAIL, times=1)
    assert deliver(mailing).stdout == f"{COUNT} messages delivered.\n"


def test_a_server_that_is_not_to_be_had_is_an_error_that_says_why(mailing: Flask, smtp: SmtpServer) -> None:
    smtp.refuse(At.MAIL, "550 5.7.1 Sender unknown")
    result = deliver(mailing)
    assert result.exit_code == 1
    assert f"{COUNT} messages still wait: 550 5.7.1 Sender unknown" in result.output


def test_without_a_mail_server_messages_are_kept_in_the_outbox(settings: Settings) -> None:
    app = create_app(settings)
    app.extensions["kinds"][KIND] = PlainKind()
    put(app)
    assert deliver(app).stdout == f"{COUNT} messages delivered.\n"
    assert len(list((settings.instance_path / "outbox").glob("*.eml"))) == COUNT
    with app.app_context():
        assert db.session.query(Message).filter_by(state="sent").count() == COUNT
        db.engine.dispose()
