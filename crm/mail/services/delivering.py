"""Delivery: messages claimed from the ledger go out over one connection, each written down before the next.

What holds at every moment (MAIL: never twice, never lost): a body goes out only after `body_started_at` of its
message and the answer to the message before it are committed. The two share one commit.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crm.db import reading
from crm.mail.answers import CONNECTION_PAUSE, GIVE_UP_AFTER, Verdict, judge, pause_before
from crm.mail.building import Sender, build
from crm.mail.kinds import Batch, Kinds
from crm.mail.models import Address, AddressState, Message, SkipReason
from crm.mail.services import claiming
from crm.mail.services.addresses import hold
from crm.mail.transport import Connection, ConnectionLostError, Envelope, RefusedError, Transport

log = logging.getLogger(__name__)

BATCH = 100
_REASONS = {AddressState.HELD: SkipReason.ON_HOLD, AddressState.ALL_MAIL_OFF: SkipReason.ALL_MAIL_OFF}
_PATIENCE = 4
"""A batch is made so small that it takes at most this part of its lease at the set rate."""


@dataclass
class Pace:
    """At most so many messages a second; 0 is no limit."""

    rate: float
    _next: float = 0.0

    def wait(self) -> None:
        """Wait until the next message may go."""
        if self.rate <= 0:
            return
        pause = self._next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._next = max(time.monotonic(), self._next) + 1 / self.rate

    @property
    def is_due(self) -> bool:
        """Whether a message may go without waiting."""
        return self.rate <= 0 or self._next <= time.monotonic()


@dataclass
class Delivery:
    """Everything one sender needs: the ledger, the kinds, the way out, and its limits."""

    engine: Engine
    kinds: Kinds
    transport: Transport
    sender: Callable[[Session], Sender]
    host: str
    rate: float = 2.0
    lease: timedelta = timedelta(minutes=2)
    stopping: Callable[[], bool] = lambda: False
    progress: Callable[[int], None] = lambda _count: None
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}")
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        """Start with a pace of its own."""
        self.pace = Pace(self.rate)

    @property
    def batch_size(self) -> int:
        """How many messages are claimed at once."""
        if self.rate <= 0:
            return BATCH
        return max(1, min(BATCH, int(self.rate * self.lease.total_seconds() / _PATIENCE)))


@dataclass(frozen=True)
class _Ready:
    """A claimed message with its bytes."""

    number: int
    address_id: int | None
    attempts: int
    queued_at: datetime
    envelope: Envelope


def deliver_due(delivery: Delivery) -> int:
    """Deliver everything that is due now; returns how many messages the server kept."""
    total = 0
    while not delivery.stopping():
        ready, ended = _claim(delivery)
        if not ready and not ended:
            break
        if ready:
            count, reachable = _send_batch(delivery, ready)
            total += count
            if not reachable:
                break
    return total


def _claim(delivery: Delivery) -> tuple[list[_Ready], int]:
    """Claim a batch, ask each recipient's right again and render: (what is to go, how many ended here)."""
    now = _now()
    with Session(delivery.engine, expire_on_commit=False) as session:
        claiming.name_what_is_in_doubt(session, now)
        messages = claiming.claim(session, now, delivery.worker, delivery.batch_size, delivery.lease)
        session.commit()
        # Rendering only reads: it must not keep other writers waiting.
        with reading():
            ready, ended = _prepare_all(delivery, session, messages, now)
            session.rollback()
    with delivery.engine.begin() as connection:
        for number, values in ended.items():
            claiming.mark(connection, number, delivery.worker, **values)
    return ready, len(ended)


def _prepare_all(
    delivery: Delivery, session: Session, messages: Sequence[Message], now: datetime
) -> tuple[list[_Ready], dict[int, dict[str, Any]]]:
    """Split claimed messages into those that go, with their bytes, and those that end here."""
    ready: list[_Ready] = []
    ended: dict[int, dict[str, Any]] = {}
    if not messages:
        return ready, ended
    held, sender = _held(session, messages), delivery.sender(session)
    for kind, group in groupby(messages, key=lambda message: message.kind):
        of_kind = list(group)
        batch = delivery.kinds[kind].open(session, of_kind, now)
        for message in of_kind:
            outcome = _prepare(delivery, batch, message, sender, held, now)
            if isinstance(outcome, _Ready):
                ready.append(outcome)
            else:
                ended[message.id] = outcome
    return ready, ended


def _held(session: Session, messages: Sequence[Message]) -> Mapping[int, AddressState]:
    numbers = {message.address_id for message in messages if message.address_id is not None}
    if not numbers:
        return {}
    held = sa.select(Address).where(Address.id.in_(numbers), Address.state != AddressState.OK)
    return {address.id: address.state for address in session.scalars(held)}


def _prepare(
    delivery: Delivery,
    batch: Batch,
    message: Message,
    sender: Sender,
    held: Mapping[int, AddressState],
    now: datetime,
) -> _Ready | dict[str, Any]:
    """Render one message, or say how it ends: skipped, or failed because it can't be made."""
    reason = _REASONS.get(held.get(message.address_id or 0, AddressState.OK)) or batch.may_receive(message)
    if reason is not None:
        return claiming.skipped(now, reason)
    try:
        mail = batch.render(message)
        content = build(mail, sender, message.email, f"<{message.message_id}@{delivery.host}>", message.queued_at)
    except Exception as error:  # one message that can't be made must not stop the others
        log.exception("message %s can't be made", message.id)
        return claiming.failed(now, f"could not be made: {error}")
    return _Ready(
        message.id,
        message.address_id,
        message.attempts,
        message.queued_at,
        Envelope(sender.email, message.email, content),
    )


def _send_batch(delivery: Delivery, ready: Sequence[_Ready]) -> tuple[int, bool]:
    """Send claimed messages in order: (how many were kept, whether the server could be reached)."""
    run = _Run(delivery)
    try:
        with delivery.transport.connect() as connection:
            for message in ready:
                if delivery.stopping():
                    break
                if not run.send(connection, message):
                    break
            run.settle()
    except (ConnectionLostError, RefusedError) as error:
        log.warning("the mail server can't be used: %s", error)
        run.settle()
        run.put_off(ready, f"no connection: {error}")
        return run.count, False
    run.put_off(ready, "")
    return run.count, run.reachable


class _Run:
    """One connection's work: the answer to a message is written down with the start of the next."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.count = 0
        self.reachable = True
        self._unsettled: tuple[int, dict[str, Any]] | None = None
        self._ended: set[int] = set()

    def send(self, connection: Connection, message: _Ready) -> bool:
        """Send one message; False when the connection is of no more use."""
        if not self.delivery.pace.is_due:
            self.settle()
            self.delivery.pace.wait()
        begun = False

        def before_body() -> bool:
            nonlocal begun
            begun = self._begin(message)
            return begun

        try:
            answer = connection.send(message.envelope, before_body)
        except RefusedError as refused:
            return self._refused(message, refused)
        except ConnectionLostError as lost:
            self._lost(message, lost, begun=begun)
            return False
        self._ended.add(message.number)
        if answer is None:
            # Somebody stopped or recalled it meanwhile, and perhaps its neighbours: claim anew.
            return False
        self._unsettled = (message.number, claiming.sent(_now(), answer))
        self.count += 1
        self.delivery.progress(self.count)
        return True

    def settle(self) -> None:
        """Write down the last answer now."""
        if self._unsettled is not None:
            with self.delivery.engine.begin() as ledger:
                self._write(ledger)

    def put_off(self, ready: Sequence[_Ready], answer: str) -> None:
        """Give back what was claimed and not begun, no attempt charged."""
        left = [message for message in ready if message.number not in self._ended]
        due = _now() if self.reachable and not answer else _now() + CONNECTION_PAUSE
        with self.delivery.engine.begin() as ledger:
            for message in left:
                later = claiming.waiting(due, answer, attempts=message.attempts)
                claiming.mark(ledger, message.number, self.delivery.worker, **later)

    def _begin(self, message: _Ready) -> bool:
        with self.delivery.engine.begin() as ledger:
            self._write(ledger)
            return claiming.begin_body(ledger, _now(), message.number, self.delivery.worker, self.delivery.lease)

    def _write(self, ledger: sa.Connection) -> None:
        if self._unsettled is not None:
            number, values = self._unsettled
            claiming.mark(ledger, number, self.delivery.worker, **values)
            self._unsettled = None

    def _end(self, message: _Ready, values: dict[str, Any]) -> None:
        self._ended.add(message.number)
        with self.delivery.engine.begin() as ledger:
            self._write(ledger)
            claiming.mark(ledger, message.number, self.delivery.worker, **values)

    def _refused(self, message: _Ready, refused: RefusedError) -> bool:
        now, answer = _now(), refused.answer
        text = f"{answer.code} {answer.text}"
        verdict = judge(answer)
        if verdict is Verdict.WAIT:
            self.reachable = False
            return False
        if verdict is Verdict.TRY_LATER and now - message.queued_at < GIVE_UP_AFTER:
            attempt = message.attempts + 1
            due = now + pause_before(attempt)
            self._end(message, claiming.waiting(due, text, answer.code, attempts=attempt))
            return True
        self._end(message, claiming.failed(now, text, answer.code))
        if verdict is Verdict.BAD_ADDRESS and message.address_id is not None:
            with Session(self.delivery.engine) as session:
                hold(session, now, message.address_id, text)
                session.commit()
        return True

    def _lost(self, message: _Ready, lost: ConnectionLostError, *, begun: bool) -> None:
        self.reachable = False
        if begun:
            self._end(message, claiming.in_doubt(_now(), f"connection lost before the answer: {lost}"))


def _now() -> datetime:
    return datetime.now(UTC)
