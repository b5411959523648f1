"""To which mail of ours a message that came back belongs: by the surest sign first, or to none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.intake.models import How
from crm.intake.reading import Kind, Reading
from crm.intake.recipients import Action
from crm.mail.models import Address, Message, MessageState
from crm.members.models import EmailAddress, Member

REPORTED_WITHIN = timedelta(days=30)
"""A report that names no message but an address is about a mail that went there in this time, or about none of ours."""
TO_PEOPLE = frozenset({"digest", "letter"})
"""Kinds of mail whose recipient is one of our people; others are for users."""
_WENT = (MessageState.SENT, MessageState.IN_DOUBT, MessageState.FAILED, MessageState.SENDING)
_OUR_ID = re.compile(r"([0-9a-f]{32})@")


@dataclass(frozen=True)
class Match:
    """A mail of ours, and by what it was found."""

    message: Message
    how: How


def find_delivery(session: Session, now: datetime, reading: Reading) -> Match | None:
    """The mail of ours that a message is about; a message that names others' mails only is about none of ours."""
    found = _by_key(session, reading.tokens)
    if found is not None:
        return Match(found, How.TOKEN)
    found = _by_key(session, _our_ids(reading.message_ids))
    if found is not None:
        return Match(found, How.MESSAGE_ID)
    if reading.kind is Kind.BOUNCE and not reading.returned.message_ids:
        return _by_recipient(session, now, reading)
    return _by_sender(session, reading) if reading.kind is Kind.MAIL else None


def _our_ids(message_ids: Sequence[str]) -> list[str]:
    return [match[1] for one in message_ids if (match := _OUR_ID.match(one.lower()))]


def _by_key(session: Session, keys: Sequence[str]) -> Message | None:
    if not keys:
        return None
    chosen = sa.select(Message).where(Message.message_id.in_(keys), Message.state.in_(_WENT))
    return session.scalars(chosen.order_by(Message.id.desc()).limit(1)).first()


def _by_recipient(session: Session, now: datetime, reading: Reading) -> Match | None:
    """A report that tells of one recipient: each mail of ours has one, so a list of many is not about ours."""
    failed = [report for report in reading.reports if report.action is Action.FAILED and report.addresses]
    if len(failed) != 1:
        return None
    lately = Message.ended_at >= now - REPORTED_WITHIN
    found = next(filter(None, (_latest_to(session, one, lately) for one in failed[0].addresses)), None)
    return None if found is None else Match(found, How.ADDRESS)


def _by_sender(session: Session, reading: Reading) -> Match | None:
    found = _latest_to(session, reading.sender) if reading.sender else None
    return None if found is None else Match(found, How.SENDER)


def _latest_to(session: Session, email: str, *conditions: sa.ColumnElement[bool]) -> Message | None:
    address_id = session.scalar(sa.select(Address.id).where(Address.email == email))
    if address_id is None:
        return None
    chosen = sa.select(Message).where(Message.address_id == address_id, Message.state == MessageState.SENT, *conditions)
    return session.scalars(chosen.order_by(Message.id.desc()).limit(1)).first()


def person_of(session: Session, message: Message, address_id: int | None) -> Member | None:
    """Who got a mail of ours: its recipient, or the one person who has its address."""
    if message.kind in TO_PEOPLE:
        member = session.get(Member, message.recipient_id or 0)
        return member if member is not None and member.erased_at is None else None
    having = (
        sa.select(Member)
        .join(EmailAddress, EmailAddress.member_id == Member.id)
        .where(EmailAddress.address_id == address_id, Member.erased_at.is_(None))
    )
    found = session.scalars(having.order_by(Member.id).limit(2)).all()
    return found[0] if len(found) == 1 else None


def people_at(session: Session, address_id: int) -> Sequence[Member]:
    """The people who have an address."""
    having = (
        sa.select(Member)
        .join(EmailAddress, EmailAddress.member_id == Member.id)
        .where(EmailAddress.address_id == address_id, Member.erased_at.is_(None))
    )
    return session.scalars(having.order_by(Member.id)).all()
