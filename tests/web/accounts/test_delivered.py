"""The mails of accounts as a mail server receives them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from crm.accounts.models import User, UserState
from crm.config import Settings
from crm.extensions import db
from crm.mail.services import deliver_due
from tests.support.accounts import make_user, new_browser
from tests.support.smtp import SmtpServer


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """Settings with the mail server of the test."""
    return replace(settings, mail_server=smtp.host, mail_port=smtp.port)


def deliver(app: Flask) -> None:
    """Deliver what waits."""
    with app.app_context():
        deliver_due(app.extensions["delivery"](lambda: False))


def test_a_mail_with_a_link_is_one_message_to_one_reader_with_text_and_html(app: Flask, smtp: SmtpServer) -> None:
    make_user(app, name="Zoë Ångström")
    new_browser(app).send("/forgot", email="ann@coalition.example")
    deliver(app)
    (received,) = smtp.messages
    message = received.message
    assert received.recipient == "ann@coalition.example"
    assert message["To"] == "ann@coalition.example"
    assert message["Subject"] == "A new password"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "Zoë Ångström" in body.get_content()
        assert "http://localhost/reset/" in body.get_content()
    assert "List-Unsubscribe" not in message


def test_who_was_disabled_while_the_mail_waited_gets_none(app: Flask, smtp: SmtpServer) -> None:
    user_id = make_user(app)
    new_browser(app).send("/forgot", email="ann@coalition.example")
    with app.app_context():
        db.session.execute(db.update(User).where(User.id == user_id).values(state=UserState.DISABLED))
        db.session.commit()
    deliver(app)
    assert smtp.messages == []


def test_of_two_links_that_wait_only_the_newer_is_delivered(app: Flask, smtp: SmtpServer) -> None:
    make_user(app)
    for _ in range(2):
        new_browser(app).send("/forgot", email="ann@coalition.example")
    deliver(app)
    assert len(smtp.messages) == 1


def test_an_answer_does_not_wait_for_the_mail_server(app: Flask, smtp: SmtpServer) -> None:
    make_user(app)
    answer = new_browser(app).send("/forgot", email="ann@coalition.example")
    assert answer.status_code == 200
    assert "on its way" in answer.text
    assert smtp.connections == 0
    deliver(app)
    assert len(smtp.messages) == 1
