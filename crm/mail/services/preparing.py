"""Making claimed messages ready: the right to receive asked again, and the words rendered."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.answers import MAX_ATTEMPTS, pause_before
from crm.mail.building import Sender, ascii_address, build
from crm.mail.kinds import Batch, Kinds
from crm.mail.models import Address, AddressState, SkipReason
from crm.mail.services import claiming
from crm.mail.services.in_hand import Claimed
from crm.mail.transport import Envelope
from crm.prebuilt import prebuilt

log = logging.getLogger(__name__)

_REASONS = {AddressState.HELD: SkipReason.ON_HOLD, AddressState.ALL_MAIL_OFF: SkipReason.ALL_MAIL_OFF}


@dataclass(frozen=True)
class Ready:
    """A claimed message with its bytes."""

    number: int
    address_id: int | None
    attempts: int
    due_at: datetime
    has_waited: bool
    envelope: Envelope

    @property
    def fingerprint(self) -> str:
        """A digest of the bytes, by which a retry is known to say the same."""
        return hashlib.sha256(self.envelope.content).hexdigest()


@dataclass
class Prepared:
    """Claimed messages sorted out: those that go, and by number the values of those that don't go now."""

    ready: list[Ready] = field(default_factory=list)
    others: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing had been claimed."""
        return not self.ready and not self.others


def prepare(
    session: Session, messages: Sequence[Claimed], now: datetime, kinds: Kinds, sender: Sender, host: str
) -> Prepared:
    """Ask again who may receive, and render; a fault in one message, or in one kind, does not stop the others."""
    prepared = Prepared()
    held = _held(session, messages)
    for kind, group in groupby(messages, key=lambda message: message.kind):
        of_kind = list(group)
        try:
            batch = kinds[kind].open(session, of_kind, now)
        except Exception as error:  # whatever ails one kind of mail, the others go
            log.exception("mail of the kind %s can't be made", kind)
            prepared.others |= dict(_later(of_kind, now, f"could not be made: {error!r}"))
            continue
        for message in of_kind:
            outcome = _prepare(batch, message, now, sender, host, held)
            if isinstance(outcome, Ready):
                prepared.ready.append(outcome)
            else:
                prepared.others[message.id] = outcome
    return prepared


def _prepare(
    batch: Batch, message: Claimed, now: datetime, sender: Sender, host: str, held: Mapping[int, AddressState]
) -> Ready | dict[str, Any]:
    """Render one message, or say how it ends: skipped, or failed because it can't be made."""
    try:
        reason = _REASONS.get(held.get(message.address_id or 0, AddressState.OK)) or batch.may_receive(message)
        if reason is not None:
            return claiming.skipped(now, reason)
        mail = batch.render(message)
        content = build(mail, sender, message.email, f"<{message.message_id}@{host}>", message.queued_at)
        envelope = Envelope(sender.envelope_sender(message.message_id), ascii_address(message.email), content)
    except Exception as error:  # one message that can't be made must not stop the others
        log.exception("message %s can't be made", message.id)
        return claiming.failed(now, f"could not be made: {error}")
    return Ready(message.id, message.address_id, message.attempts, message.due_at, bool(message.answer), envelope)


def _later(messages: Sequence[Claimed], now: datetime, words: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for message in messages:
        attempt = message.attempts + 1
        if attempt >= MAX_ATTEMPTS:
            yield message.id, claiming.failed(now, words)
        else:
            yield message.id, claiming.put_off(now + pause_before(attempt), words, charged=True)


def _held(session: Session, messages: Sequence[Claimed]) -> Mapping[int, AddressState]:
    numbers = {message.address_id for message in messages if message.address_id is not None}
    if not numbers:
        return {}
    return {number: state for number, state in session.execute(*_those_held(list(numbers)))}  # noqa: C416 - rows become plain pairs


@prebuilt
def _those_held(numbers: Collection[int]) -> sa.Select[int, AddressState]:
    return sa.select(Address.id, Address.state).where(Address.id.in_(numbers), Address.state != AddressState.OK)
