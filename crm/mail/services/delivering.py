"""Delivery: messages claimed from the ledger go out over one connection, each written down before the next.

What holds at every moment (MAIL: never twice, never lost): a body goes out only after `body_started_at` of its
message and the answer to the message before it are committed. The two share one commit.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin
from crm.db import reading
from crm.mail.answers import CONNECTION_PAUSE, MAX_ATTEMPTS, Answer, Verdict, judge, pause_before
from crm.mail.building import Sender
from crm.mail.failing import blame_of
from crm.mail.kinds import Kinds
from crm.mail.models import Address
from crm.mail.services import claiming
from crm.mail.services.failures import Said, note_failure
from crm.mail.services.in_hand import in_hand
from crm.mail.services.line import Line, NoConnectionError
from crm.mail.services.pacing import reserve_slot
from crm.mail.services.persisting import Writer
from crm.mail.services.preparing import Prepared, Ready, prepare
from crm.mail.transport import ConnectionLostError, RefusedError, Transport

BATCH = 200
FRESH_SECONDS = 2.0
"""A claim that is older is handed back: the right to receive is never older than this when a message goes."""

LOOK_SECONDS = 0.2

Result = TypeVar("Result")


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
    pause: timedelta = CONNECTION_PAUSE
    stopping: Callable[[], bool] = lambda: False
    progress: Callable[[int], None] = lambda _count: None
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}")
    line: Line = field(default_factory=Line)
    unsettled: tuple[int, datetime, str] | None = None
    """The last message that the server kept, as long as that is not written down: its number, when, and the answer."""
    at_work: bool = False
    """Whether a claim is in hand; true at the start of a run only when the run before broke off."""

    @property
    def batch_size(self) -> int:
        """How many messages are claimed at once: what goes in about a second."""
        return BATCH if self.rate <= 0 else max(1, min(BATCH, int(self.rate)))


def deliver_due(delivery: Delivery) -> int:
    """Deliver everything that is due now; returns how many messages the server kept.

    Ends early when the server can't be reached, and does nothing until the line is to be tried again.
    """
    run = _Run(delivery)
    try:
        run.finish_what_broke_off()
        while run.goes_on:
            prepared = _claim(delivery)
            if prepared.is_empty:
                break
            run.send_all(prepared.ready)
    finally:
        run.end()
    return run.count


def _claim(delivery: Delivery) -> Prepared:
    """Claim a batch and make it ready; what does not go now is written down at once."""
    now = _now()
    with Session(delivery.engine, expire_on_commit=False) as session:
        with reading():
            due = claiming.anything_due(session, now)
            session.rollback()
        if not due:
            return Prepared()
        claiming.take_up_what_was_left(session, now)
        claiming.claim(session, now, delivery.worker, delivery.batch_size, delivery.lease)
        session.commit()
        # Rendering only reads: it must not keep other writers waiting.
        with reading():
            messages = in_hand(session, delivery.worker)
            prepared = prepare(session, messages, now, delivery.kinds, delivery.sender(session), delivery.host)
            session.close()
    if prepared.others:
        with delivery.engine.begin() as ledger:
            for number, values in prepared.others.items():
                claiming.mark(ledger, number, delivery.worker, **values)
    return prepared


class _Run:
    """One sender at work: the answer to a message is written down with the start of the next."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.count = 0
        self._ledger = Writer(delivery.engine)

    @property
    def goes_on(self) -> bool:
        """Whether there is any use in sending more."""
        return self.delivery.line.is_usable and not self.delivery.stopping()

    def finish_what_broke_off(self) -> None:
        """Write down the last answer of a run that the database broke off, and give back what it had claimed."""
        if self.delivery.at_work:
            self._hand_back()

    def end(self) -> None:
        """Hang up, and give the ledger's connection back."""
        self.delivery.line.hang_up()
        self._ledger.give_back()

    def send_all(self, ready: list[Ready]) -> None:
        """Send claimed messages in order, as long as the claim is fresh; give the others back."""
        claimed = time.monotonic()
        self.delivery.at_work = True
        try:
            for message, following in zip_longest(ready, ready[1:]):
                if not self.goes_on or time.monotonic() - claimed > FRESH_SECONDS or not self._wait_for_slot():
                    break
                self._send(message, following)
        finally:
            self._hand_back()

    def _hand_back(self) -> None:
        self._write(lambda ledger: claiming.hand_back(ledger, self.delivery.worker))
        self.delivery.at_work = False

    def _wait_for_slot(self) -> bool:
        """Wait until the pace lets the next message go; False when it is to stop meanwhile."""
        rate = self.delivery.rate
        if rate <= 0:
            return True
        slot = self._write(lambda ledger: reserve_slot(ledger, time.time(), rate))
        goes_at = time.monotonic() + slot - time.time()  # a clock that is set back must not make it wait
        while (pause := goes_at - time.monotonic()) > 0:
            if self.delivery.stopping():
                return False
            time.sleep(min(pause, LOOK_SECONDS))
        return True

    def _send(self, message: Ready, following: Ready | None) -> None:
        delivery, begun = self.delivery, False
        fingerprint = message.fingerprint  # not while others wait for the ledger
        # Where the pace is limited the server would wait for a body that is not to come yet.
        announced = following.envelope if following is not None and delivery.rate <= 0 else None

        def before_body() -> bool:
            nonlocal begun
            begun = self._write(
                lambda ledger: claiming.begin_body(
                    ledger, _now(), message.number, delivery.worker, delivery.lease, fingerprint
                )
            )
            return begun

        try:
            answer = delivery.line.send(delivery.transport, message.envelope, before_body, announced)
        except NoConnectionError as error:
            self._note(message, f"no connection: {error}")
        except RefusedError as refused:
            self._refused(message, refused.answer)
        except ConnectionLostError as lost:
            self._lost(message, str(lost), begun=begun)
        else:
            if answer is not None:
                delivery.unsettled = (message.number, _now(), answer)
                self.count += 1
                delivery.progress(self.count)

    def _refused(self, message: Ready, answer: Answer) -> None:
        now, verdict = _now(), judge(answer)
        attempt = message.attempts + 1
        if verdict is Verdict.WAIT:
            self._wait(message, str(answer))
        elif verdict is Verdict.TRY_LATER and attempt < MAX_ATTEMPTS:
            due = now + pause_before(attempt)
            self._mark(message, **claiming.put_off(due, str(answer), answer.code, charged=True))
        else:
            self._mark(message, **claiming.failed(now, str(answer), answer.code))
            self._note_failure(message, now, answer)

    def _lost(self, message: Ready, why: str, *, begun: bool) -> None:
        if begun:
            self._mark(message, **claiming.in_doubt(_now(), f"connection lost before the answer: {why}"))
            self.delivery.line.failed(why)
        else:
            self._wait(message, f"connection lost: {why}")

    def _wait(self, message: Ready, why: str) -> None:
        """Leave the connection; a message that fails it twice, with nothing gone before it, lets others go first."""
        due = _now()
        if message.has_waited and not self.delivery.line.has_carried:
            due += self.delivery.pause
        self._mark(message, **claiming.put_off(due, why, charged=False))
        self.delivery.line.failed(why)

    def _note(self, message: Ready, why: str) -> None:
        """Write at the next message why nothing goes."""
        self._mark(message, **claiming.put_off(message.due_at, why, charged=False))
        self.delivery.line.failed(why)

    def _note_failure(self, message: Ready, now: datetime, answer: Answer) -> None:
        """Note against the address what was refused for good: it may be held, or its domain be named."""
        if message.address_id is None:
            return
        with Session(self.delivery.engine) as session:
            begin(session, Doing("mail refused", at=now, source="delivery"))
            address = session.get(Address, message.address_id)
            if address is not None:
                status = ".".join(str(part) for part in answer.enhanced or ())
                said = Said(blame_of(answer), status, str(answer))
                note_failure(session, now, address, message.number, said)
            session.commit()

    def _mark(self, message: Ready, **values: object) -> None:
        self._write(lambda ledger: claiming.mark(ledger, message.number, self.delivery.worker, **values))

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        """Do some work in the ledger, with the answer that is not written down yet in the same commit."""

        def write(ledger: Connection) -> Result:
            if self.delivery.unsettled is not None:
                number, at, answer = self.delivery.unsettled
                claiming.mark_sent(ledger, at, number, self.delivery.worker, answer)
            return work(ledger)

        result = self._ledger.write(write)
        self.delivery.unsettled = None
        return result


def _now() -> datetime:
    return datetime.now(UTC)
