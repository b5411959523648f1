"""Taking in what came back: each message once, and what it does to an address where a mail of ours matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.intake.fingerprint import fingerprint
from crm.intake.models import How, Incoming, IncomingContent, IncomingKind
from crm.intake.queries.matching import Match, find_delivery, person_of
from crm.intake.reading import Kind, Reading, read
from crm.intake.recipients import Action, Report
from crm.intake.services.asking import ask_about_address, ask_about_reply, ask_about_unrecognised
from crm.intake.services.stopping import find_wish, stop
from crm.mail.failing import blame_of_status
from crm.mail.models import Address
from crm.mail.services import Said, ensure_address, note_failure, stop_all

MOST_BYTES = 10 * 2**20
"""What is longer is cut here: kept whole it would only fill the database."""
SURE = frozenset({How.TOKEN, How.MESSAGE_ID})
"""Only who had the mail knows these: a complaint that names an address alone stops nothing."""


@dataclass(frozen=True)
class Receipt:
    """What a message was taken for; not `is_new` when it had come before."""

    kind: IncomingKind
    incoming_id: int
    is_new: bool = True
    is_ours: bool = False


class EmptyError(ValueError):
    """There was no message."""


def receive(session: Session, now: datetime, raw: bytes, source: str, recipients: Sequence[str] = ()) -> Receipt:
    """Keep a message that came back and act on it; the same message again changes nothing.

    `recipients` are the addresses it was handed over for, where that is known. Raises EmptyError.
    """
    raw = raw[:MOST_BYTES]
    if not raw.strip():
        message = "This is no message: it is empty."
        raise EmptyError(message)
    digest = fingerprint(raw)
    known = _find(session, digest)
    if known is not None:
        return Receipt(known.kind, known.id, is_new=False, is_ours=known.message_id is not None)
    reading = read(raw, recipients)
    wish = find_wish(session, reading)
    match = find_delivery(session, now, reading) if wish is None else None
    row = Incoming(digest=digest, received_at=now, source=source)
    if wish is not None:
        row.kind, row.member_id = IncomingKind.UNSUBSCRIBE, wish.member_id
    kept = _keep(session, row, reading, match, raw)
    if kept is None:
        return receive(session, now, raw, source, recipients)
    if wish is not None:
        stop(session, now, wish)
    _act(session, now, kept, reading, match)
    describe(session, f"Took in a message: {kept.kind.value.replace('_', ' ')}", subject=subject_of(kept))
    return Receipt(kept.kind, kept.id, is_ours=match is not None)


def subject_of(incoming: Incoming) -> str:
    """How follow-ups and the journal name a message that came back."""
    return f"intake:{incoming.id}"


def _find(session: Session, digest: str) -> Incoming | None:
    return session.scalar(sa.select(Incoming).where(Incoming.digest == digest))


def _keep(session: Session, row: Incoming, reading: Reading, match: Match | None, raw: bytes) -> Incoming | None:
    """Write it down; None when somebody else wrote down the same at this moment."""
    row.kind = row.kind or _kind_of(reading, match)
    row.settled_at = None if row.kind in WAITING else row.received_at
    if match is not None:
        row.message_id, row.how = match.message.id, match.how
        address = ensure_address(session, match.message.email)
        row.address_id = address.id
        person = person_of(session, match.message, address.id)
        row.member_id = None if person is None else person.id
        row.status = _about(reading, address).status if reading.reports else ""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    session.add(
        IncomingContent(
            incoming_id=row.id,
            sender=reading.sender,
            sender_name=reading.sender_name,
            subject=reading.subject,
            text=reading.text,
            reports=[asdict(report) for report in reading.reports],
            raw=raw,
        )
    )
    session.flush()
    return row


WAITING = frozenset({IncomingKind.REPLY, IncomingKind.UNRECOGNISED})
"""What a person has to read."""


def _kind_of(reading: Reading, match: Match | None) -> IncomingKind:
    if reading.kind is not Kind.MAIL:
        return IncomingKind(reading.kind.value)
    return IncomingKind.UNRECOGNISED if match is None else IncomingKind.REPLY


def _act(session: Session, now: datetime, kept: Incoming, reading: Reading, match: Match | None) -> None:
    """Do what the rules say; a message that matches no mail of ours does nothing to anybody."""
    if kept.kind is IncomingKind.UNRECOGNISED:
        ask_about_unrecognised(session, now)
    if match is None or kept.address_id is None:
        return
    address = session.get_one(Address, kept.address_id)
    if kept.kind is IncomingKind.BOUNCE:
        report = _about(reading, address)
        said = Said(blame_of_status(report.status), report.status, report.words)
        if note_failure(session, now, address, match.message.id, said):
            ask_about_address(session, now, address, said)
    elif kept.kind is IncomingKind.COMPLAINT and match.how in SURE:
        stop_all(session, now, address.id, "Marked our mail as spam.")
        ask_about_address(session, now, address, None)
    elif kept.kind is IncomingKind.REPLY:
        ask_about_reply(session, now, kept, reading)


def _about(reading: Reading, address: Address) -> Report:
    """The report about an address of ours, else the first failure: mail is passed on under other names."""
    failed = [report for report in reading.reports if report.action is Action.FAILED] or list(reading.reports)
    return next((report for report in failed if address.email in report.addresses), failed[0])
