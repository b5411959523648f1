"""The page about mail: what is stopped and what is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import AuditEntry
from crm.extensions import db
from crm.mail.models import Message, MessageState
from crm.mail.queries import is_stopped
from crm.mail.services import ALL_MAIL, Recipient, pause, queue_all


def put(app: Flask, count: int, **values: object) -> list[int]:
    """Queue messages and change them; gives their numbers."""
    recipients = [Recipient(number, f"reader{number}@chamber.example") for number in range(1, count + 1)]
    with app.app_context():
        queue_all(db.session(), datetime.now(UTC), kind="digest", subject_id=7, recipients=recipients)
        db.session.execute(sa.update(Message).values(**values))
        db.session.commit()
        return list(db.session.scalars(sa.select(Message.id).order_by(Message.id)))


def test_all_mail_is_stopped_and_let_go_with_one_button(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    with app.app_context():
        pause(db.session(), datetime.now(UTC), ALL_MAIL, "Restored from a backup.")
        db.session.commit()
    browser = sign_in("coordinator")
    assert "Restored from a backup." in browser.get("/mail/").text
    assert browser.post("/mail/go-on", data={"subject": ALL_MAIL}).status_code == 302
    with app.app_context():
        assert not is_stopped(db.session(), ALL_MAIL)
    assert browser.post("/mail/stop").status_code == 302
    with app.app_context():
        assert is_stopped(db.session(), ALL_MAIL)
        events = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert [event for event in events if event.startswith("mail ")] == ["mail goes on", "mail stopped"]


def test_what_waits_is_shown_with_the_servers_words(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    put(app, 3, answer="550 5.7.1 Sender <b>unknown</b>")
    page = sign_in("staff").get("/mail/").text
    assert "3 messages are due and wait" in page
    assert "Sender &lt;b&gt;unknown" in page


def test_staff_decide_who_got_what_was_in_doubt(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    first, second, third = put(
        app, 3, state=MessageState.IN_DOUBT, body_started_at=datetime.now(UTC), answer="the sender stopped"
    )
    browser = sign_in("staff")
    page = browser.get("/mail/").text
    assert "reader1@chamber.example" in page
    browser.post("/mail/in-doubt", data={"message": [first], "decision": "arrived"})
    browser.post("/mail/in-doubt", data={"message": [second, "x", "99999"], "decision": "again"})
    with app.app_context():
        states = {message.id: message.state for message in db.session.scalars(sa.select(Message))}
    assert states == {first: MessageState.SENT, second: MessageState.WAITING, third: MessageState.IN_DOUBT}


def test_a_member_has_no_say_in_mail(sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("member")
    assert browser.get("/mail/").status_code == 403
    assert browser.post("/mail/stop").status_code == 403
