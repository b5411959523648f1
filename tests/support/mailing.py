"""A plain kind of mail and a sender of one's own, for tests of the ledger and of delivery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin
from crm.db import make_engine
from crm.mail.building import Mail, Sender
from crm.mail.models import Address, AddressState, Message, MessageState, SkipReason
from crm.mail.services import Delivery, Recipient, ensure_address, queue_all
from crm.mail.smtp import Smtp
from tests.support.smtp import SmtpServer

KIND = "digest"
SUBJECT = 7


@dataclass
class PlainKind:
    """Says hello to everybody who is not turned away."""

    turned_away: dict[int, SkipReason] = field(default_factory=dict)
    faulty: set[int] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)

    def open(self, _session: Session, _messages: Sequence[Message], _now: datetime) -> PlainKind:
        """Need nothing."""
        return self

    def may_receive(self, message: Message) -> SkipReason | None:
        """Ask the list of those turned away."""
        self.asked.append(message.recipient_id or 0)
        return self.turned_away.get(message.recipient_id or 0)

    def render(self, message: Message) -> Mail:
        """Say hello."""
        if message.recipient_id in self.faulty:
            fault = "no greeting for this reader"
            raise ValueError(fault)
        hello = f"Hello, reader {message.recipient_id}."
        return Mail("Hello", f"{hello}\n.\n", f"<p>{hello}</p>\n")


def email_of(number: int) -> str:
    """The address of a recipient, one of several domains."""
    return f"reader{number}@chamber{number % 7}.example"


@dataclass
class Ledger:
    """A ledger in a database of the test's own, with what a test asks of it."""

    engine: Engine
    kind: PlainKind = field(default_factory=PlainKind)

    def put(self, count: int, *, kind: str = KIND, subject_id: int = SUBJECT, first: int = 1) -> None:
        """Queue messages to so many recipients, due now."""
        recipients = [Recipient(number, email_of(number)) for number in range(first, first + count)]
        with self.act() as session:
            queue_all(session, datetime.now(UTC), kind=kind, subject_id=subject_id, recipients=recipients)

    @contextmanager
    def act(self) -> Iterator[Session]:
        """A session with an act open, committed at the end."""
        with Session(self.engine) as session:
            begin(session, Doing(act="test", at=datetime.now(UTC), source="test"))
            yield session
            session.commit()

    def rows(self) -> Sequence[Message]:
        """Every message by its recipient."""
        with Session(self.engine, expire_on_commit=False) as session:
            return session.scalars(sa.select(Message).order_by(Message.recipient_id)).all()

    def states(self) -> dict[str, int]:
        """How many messages are in each state that any is in."""
        counts: dict[str, int] = {}
        for row in self.rows():
            counts[row.state.value] = counts.get(row.state.value, 0) + 1
        return counts

    def in_state(self, state: MessageState) -> set[str]:
        """The addresses of messages in a state."""
        return {row.email for row in self.rows() if row.state is state}

    def set_all(self, **values: Any) -> None:
        """Change every message."""
        with self.act() as session:
            session.execute(sa.update(Message).values(**values))

    def set_one(self, number: int, **values: Any) -> None:
        """Change one message."""
        with self.act() as session:
            session.execute(sa.update(Message).where(Message.id == number).values(**values))

    def let_time_pass(self) -> None:
        """Let everything that was put off be due."""
        with self.act() as session:
            waiting = sa.update(Message).where(Message.state == MessageState.WAITING)
            session.execute(waiting.values(due_at=datetime.now(UTC)))

    def give_addresses(self) -> None:
        """Make a row for every address and tie the messages to it."""
        with self.act() as session:
            for message in session.scalars(sa.select(Message)):
                message.address_id = ensure_address(session, message.email).id

    def hold_states(self) -> Mapping[str, AddressState]:
        """The state of every address."""
        with Session(self.engine) as session:
            return {address.email: address.state for address in session.scalars(sa.select(Address))}

    def delivery(self, smtp: SmtpServer, *, timeout: float = 5.0, **settings: Any) -> Delivery:
        """A sender to a server of the tests."""
        return self.delivery_over(smtp_at(smtp.host, smtp.port, timeout), **settings)

    def delivery_over(self, transport: Any, make: type[Delivery] = Delivery, **settings: Any) -> Delivery:
        """A sender over any transport."""
        ordinary = {
            "kinds": {KIND: self.kind, "sign_in": self.kind},
            "sender": lambda _session: Sender("Friends", "friends@coalition.example"),
            "host": "coalition.example",
            "rate": 0,
            "lease": timedelta(seconds=30),
        }
        return make(engine=self.engine, transport=transport, **{**ordinary, **settings})


def smtp_at(host: str, port: int, timeout: float = 5.0, our_name: str = "localhost") -> Smtp:
    """The way to a server of the tests."""
    state = SimpleNamespace(server=host, port=port, username=None, password=None, use_tls=False, suppress=False)
    return Smtp(state, our_name=our_name, timeout=timeout)


@contextmanager
def ledger_in(url: str) -> Iterator[Ledger]:
    """A ledger in a database."""
    engine = make_engine(url)
    try:
        yield Ledger(engine)
    finally:
        engine.dispose()
