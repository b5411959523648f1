"""How mail to somebody stands, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from crm.mail.masking import mask
from crm.mail.models import UNSUBSCRIBE, Address, AddressState, LinkToken
from crm.mail.queries import find_token
from crm.members.models import EmailAddress, Member, Subscription
from crm.members.queries.audience import DIGEST
from crm.preferences.frequency import Frequency, frequency_of
from crm.preferences.models import Preference
from crm.preferences.topics import Topic

TOPICS = frozenset(topic.value for topic in Topic)


@dataclass(frozen=True)
class Choices:
    """What a reader can choose."""

    topics: frozenset[Topic] = frozenset(Topic)
    frequency: Frequency = Frequency.AT_ONCE
    paused_until: date | None = None
    language: str = "en"


@dataclass(frozen=True)
class Standing:
    """How mail to somebody stands; of their address only its outline is told. `topic` is what their link stops."""

    masked: str
    subscribed: bool
    all_mail_off: bool
    topic: str = DIGEST
    choices: Choices = field(default_factory=Choices)


def find_link(session: Session, token: str) -> LinkToken | None:
    """Find the person behind the link that every digest has in its foot."""
    return find_token(session, UNSUBSCRIBE, token) if token.isalnum() else None


def standing(session: Session, link: LinkToken) -> Standing:
    """Say how mail to the person behind a link stands."""
    held = subscription(session, link.member_id)
    row = session.execute(addresses_of(link.member_id)).first()
    email, state = (row.email, row.state) if row else ("", AddressState.OK)
    return Standing(
        masked=mask(email),
        subscribed=held is not None and held.ended_at is None,
        all_mail_off=state is AddressState.ALL_MAIL_OFF,
        topic=topic_of(link),
        choices=choices_of(session, link.member_id),
    )


def choices_of(session: Session, member_id: int) -> Choices:
    """Read what somebody chose; who chose nothing gets everything at once."""
    kept = session.get(Preference, member_id)
    row = session.execute(sa.select(Member.language, off_topics(Member.id)).where(Member.id == member_id)).first()
    language, off = (row[0], row[1] or "") if row is not None else ("en", "")
    return Choices(
        topics=frozenset(topic for topic in Topic if topic.value not in off.split(",")),
        frequency=frequency_of(kept.days) if kept else Frequency.AT_ONCE,
        paused_until=kept.paused_until if kept else None,
        language=language,
    )


def off_topics(member_id: InstrumentedAttribute[int]) -> sa.ScalarSelect[str]:
    """Select the topics that a person of a list turned off, with commas between; NULL for who turned none off."""
    off = aliased(Subscription)
    return (
        sa.select(sa.func.aggregate_strings(off.topic, ","))
        .where(off.member_id == member_id, off.topic.in_(TOPICS), off.ended_at.is_not(None))
        .scalar_subquery()
    )


def topic_of(link: LinkToken) -> str:
    """What the link of a mail stops with one click: the digest, or the topic the mail was about."""
    return link.subject or DIGEST


def subscription(session: Session, member_id: int, topic: str = DIGEST) -> Subscription | None:
    """Find somebody's consent to a topic, also one that ended."""
    return session.scalar(
        sa.select(Subscription).where(Subscription.member_id == member_id, Subscription.topic == topic)
    )


def addresses_of(member_id: int) -> sa.Select[int, str, AddressState]:
    """Select somebody's addresses with their states, the one that mail goes to first."""
    return (
        sa.select(Address.id, Address.email, Address.state)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .where(EmailAddress.member_id == member_id)
        .order_by(Address.state != AddressState.OK, EmailAddress.position, EmailAddress.id)
    )
