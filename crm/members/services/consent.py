"""Consent: what somebody agreed to get, on what basis, and how it ended. Only an explicit act subscribes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.mail.models import Address, AddressState, SkipReason
from crm.mail.services import take_back
from crm.members.models import EmailAddress, Member, Subscription
from crm.members.queries.audience import DIGEST, People


@dataclass(frozen=True)
class Consent:
    """On what basis mail is sent: what was agreed to, in which words, and where that is kept."""

    basis: str
    wording: str = ""
    source: str = ""


def subscribe(session: Session, now: datetime, member: Member, consent: Consent, topic: str = DIGEST) -> Subscription:
    """Keep that somebody agreed to a topic; consent given anew replaces one that ended."""
    held = session.scalar(
        sa.select(Subscription).where(Subscription.member_id == member.id, Subscription.topic == topic)
    )
    if held is None:
        held = Subscription(member_id=member.id, topic=topic, since=now, basis=consent.basis)
        session.add(held)
    elif held.ended_at is None:
        return held
    held.basis, held.wording, held.source = consent.basis, consent.wording, consent.source
    held.since, held.ended_at, held.ended_how = now, None, ""
    session.flush()
    describe(session, f"Subscribed {member.name} to the {topic}", subject=f"members:{member.id}")
    return held


def subscribe_all(session: Session, now: datetime, chosen: People, consent: Consent, topic: str = DIGEST) -> int:
    """Record consent brought from elsewhere for many people; whoever ever opted out is left out. How many are new."""
    held = sa.select(Subscription.member_id).where(Subscription.topic == topic)
    stopped = (
        sa.select(EmailAddress.member_id)
        .join(Address, Address.id == EmailAddress.address_id)
        .where(Address.state == AddressState.ALL_MAIL_OFF)
    )
    numbers = session.scalars(
        chosen.also(Member.id.not_in(held), Member.id.not_in(stopped)).ids().order_by(Member.id)
    ).all()
    for number in numbers:
        session.add(
            Subscription(
                member_id=number,
                topic=topic,
                basis=consent.basis,
                wording=consent.wording,
                source=consent.source,
                since=now,
            )
        )
    session.flush()
    if numbers:
        describe(session, f"Recorded consent of {len(numbers)} people to the {topic}", subject="members:consent")
    return len(numbers)


def unsubscribe_topic(session: Session, now: datetime, member_id: int, topic: str = DIGEST, how: str = "") -> bool:
    """End one topic for one person at once; twice is harmless. Whether anything ended."""
    held = session.scalar(
        sa.select(Subscription).where(
            Subscription.member_id == member_id, Subscription.topic == topic, Subscription.ended_at.is_(None)
        )
    )
    if held is None:
        return False
    held.ended_at, held.ended_how = now, how
    session.flush()
    take_back(session, now, topic, member_id, SkipReason.UNSUBSCRIBED)
    describe(session, f"Unsubscribed from the {topic}", subject=f"members:{member_id}")
    return True


def stop_all_mail(session: Session, now: datetime, member_id: int, how: str = "") -> Sequence[str]:
    """End every topic for one person, and all mail to the addresses that are theirs alone; the addresses stopped.

    An address that serves others too stays usable for them.
    """
    for held in session.scalars(
        sa.select(Subscription).where(Subscription.member_id == member_id, Subscription.ended_at.is_(None))
    ):
        held.ended_at, held.ended_how = now, how
        take_back(session, now, held.topic, member_id, SkipReason.ALL_MAIL_OFF)
    shared = (
        sa.select(EmailAddress.address_id).group_by(EmailAddress.address_id).having(sa.func.count() > 1).correlate(None)
    )
    mine = sa.select(EmailAddress.address_id).where(EmailAddress.member_id == member_id)
    addresses = session.scalars(
        sa.select(Address).where(
            Address.id.in_(mine), Address.id.not_in(shared), Address.state != AddressState.ALL_MAIL_OFF
        )
    ).all()
    for address in addresses:
        address.state, address.state_since = AddressState.ALL_MAIL_OFF, now
        address.evidence = how or "asked for no mail"
    session.flush()
    describe(session, "Stopped all mail", subject=f"members:{member_id}")
    return [address.email for address in addresses]
