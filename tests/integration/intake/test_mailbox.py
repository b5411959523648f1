"""A mailbox is read over the real protocol: each message once, none lost, nothing deleted that was not understood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from crm.app import create_app
from crm.audit.services import Doing, begin
from crm.config import Settings
from crm.extensions import db
from crm.intake import tasks
from crm.intake.mailbox import MailboxError
from crm.intake.models import Incoming, IncomingKind
from crm.jobs.task import Work
from crm.mail.models import Address, AddressState
from tests.conftest import NOW
from tests.support.bounces import letter, status_report
from tests.support.delivered import delivered_to
from tests.support.mailboxes import HOST, PASSWORD, USERNAME, Box, mailbox_server


@pytest.fixture(params=["imap", "pop"])
def protocol(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def box(protocol: str) -> Iterator[Box]:
    with mailbox_server(protocol) as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, box: Box, protocol: str) -> Settings:
    return replace(
        settings,
        intake_protocol=protocol,
        intake_server=HOST,
        intake_port=box.port,
        intake_use_tls=False,
        intake_username=USERNAME,
        intake_password=PASSWORD,
    )


@contextmanager
def session_of() -> Iterator[Session]:
    with Session(db.engine) as opened:
        yield opened


WORK = Work(
    session=session_of, now=lambda: datetime.now(UTC), progress=lambda _done, _total: None, stopping=lambda: False
)


def poll(app: Flask) -> Any:
    with app.app_context():
        return tasks.poll(WORK)


def bounce(app: Flask) -> bytes:
    with app.app_context(), Session(db.engine) as session:
        begin(session, Doing(act="test", at=NOW, source="test"))
        raw = status_report(delivered_to(session).returned)
        session.commit()
    return raw


def kinds(app: Flask) -> list[IncomingKind]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Incoming.kind).order_by(Incoming.id)))


def state(app: Flask) -> AddressState:
    with app.app_context():
        return db.session.scalars(sa.select(Address.state)).one()


def test_what_is_new_is_taken_in_once_and_left_where_it_is(app: Flask, box: Box) -> None:
    box.put(bounce(app))
    box.put(letter("stranger@elsewhere.example", "Hello.\r\n.\r\nA dot above."))
    assert poll(app)["taken"] == 2
    assert kinds(app) == [IncomingKind.BOUNCE, IncomingKind.UNRECOGNISED]
    assert state(app) is AddressState.HELD
    assert poll(app)["taken"] == 0
    box.put(letter("another@elsewhere.example", "Hello.", outer="2@elsewhere.example"))
    assert poll(app)["taken"] == 1
    assert len(box.messages) == 3


def test_numbers_that_begin_anew_don_t_act_twice(app: Flask, box: Box) -> None:
    box.put(bounce(app))
    poll(app)
    box.generation = 2
    assert poll(app)["taken"] == 1
    assert kinds(app) == [IncomingKind.BOUNCE]


def test_a_line_that_breaks_in_between_loses_nothing(app: Flask, box: Box, protocol: str) -> None:
    box.put(bounce(app))
    box.put(letter("stranger@elsewhere.example", "Hello."))
    box.drop_at = "FETCH 2" if protocol == "imap" else "RETR 2"
    with pytest.raises(OSError, match=HOST.replace(".", r"\.")):
        poll(app)
    assert kinds(app) == [IncomingKind.BOUNCE]
    box.drop_at = ""
    assert poll(app)["taken"] == 1
    assert len(kinds(app)) == 2


def test_a_wrong_password_is_said_without_telling_it(settings: Settings, box: Box) -> None:
    app = create_app(replace(settings, intake_password="wrong"))
    with pytest.raises(MailboxError, match="wrong password") as refused:
        poll(app)
    assert str(box.port) in str(refused.value)
    with app.app_context():
        db.engine.dispose()


def test_what_was_understood_is_removed_when_the_settings_say_so_and_nothing_else(settings: Settings, box: Box) -> None:
    app = create_app(replace(settings, intake_remove=True))
    box.put(bounce(app))
    box.put(letter("stranger@elsewhere.example", "Hello."))
    poll(app)
    assert [b"stranger" in raw for raw in box.messages.values()] == [True]
    with app.app_context():
        db.engine.dispose()


def test_without_a_mailbox_in_the_settings_nothing_is_asked(settings: Settings, box: Box) -> None:
    app = create_app(replace(settings, intake_server=""))
    assert poll(app) == {"mailbox": "none"}
    assert box.commands == []
    with app.app_context():
        db.engine.dispose()
