"""What one press by the link in a mail does: a topic off, all mail off, less often, and each taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.mail.models import Address, AddressState, LinkToken
from crm.members.models import EmailAddress, Subscription
from crm.members.queries.audience import DIGEST
from crm.members.services.consent import stop_all_mail, unsubscribe_topic
from crm.preferences.frequency import Frequency, frequency_of
from crm.preferences.models import Preference
from crm.preferences.queries import TOPICS, topic_of
from crm.preferences.services.topics import turn_off
from crm.preferences.topics import Topic

BY_LINK: Final = "by the link in a mail"
ON_PAGE: Final = "on their own page"
THEMSELVES: Final = frozenset({BY_LINK, ON_PAGE})
"""What somebody decided so, they can take back so."""


def stop(session: Session, now: datetime, link: LinkToken, how: str = BY_LINK) -> None:
    """Stop what the mail of a link was about, for one person, at once: the digest, or a topic of it."""
    topic = topic_of(link)
    if topic not in TOPICS:
        unsubscribe_topic(session, now, link.member_id, topic, how)
    elif turn_off(session, now, link.member_id, Topic(topic), how):
        describe(session, f"Turned {topic} off", subject=f"members:{link.member_id}")


def stop_everything(session: Session, now: datetime, link: LinkToken, how: str = BY_LINK) -> None:
    """Stop all mail to one person, at once."""
    stop_all_mail(session, now, link.member_id, how)


def read_less_often(session: Session, now: datetime, link: LinkToken, how: str = BY_LINK) -> Frequency:
    """Send one person an issue at most every month, or, who has that already, every three months."""
    kept = session.get(Preference, link.member_id)
    if kept is None:
        kept = Preference(member_id=link.member_id, days=0, chosen_at=now)
        session.add(kept)
    wanted = frequency_of(kept.days).less
    kept.days, kept.chosen_at, kept.how = wanted.days, now, how
    session.flush()
    describe(session, "Asked for the digest less often", subject=f"members:{link.member_id}")
    return wanted


def undo(session: Session, now: datetime, link: LinkToken, frequency: Frequency = Frequency.AT_ONCE) -> None:
    """Take back what was decided by one press; never consent that ended in another way.

    `frequency` is how often the digest came before.
    """
    _give_back(session, link)
    _let_mail_go(session, now, link.member_id)
    kept = session.get(Preference, link.member_id)
    if kept is not None:
        kept.days, kept.chosen_at = frequency.days, now
    session.flush()
    describe(session, "Took back a decision made by the link in a mail", subject=f"members:{link.member_id}")


def _give_back(session: Session, link: LinkToken) -> None:
    """Let consent that ended last hold again, and with it all that ended at the same moment."""
    ended = sa.select(Subscription).where(
        Subscription.member_id == link.member_id,
        Subscription.ended_how.in_(THEMSELVES),
        Subscription.ended_at.is_not(None),
    )
    of_link = Subscription.topic.in_({DIGEST, topic_of(link)})
    last = session.scalar(ended.where(of_link).order_by(Subscription.ended_at.desc()).limit(1))
    if last is None:
        return
    for one in session.scalars(ended.where(Subscription.ended_at == last.ended_at)).all():
        one.ended_at, one.ended_how = None, ""


def _let_mail_go(session: Session, now: datetime, member_id: int) -> None:
    for address in session.scalars(
        sa.select(Address)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .where(EmailAddress.member_id == member_id, Address.evidence.in_(THEMSELVES))
    ):
        if address.state is AddressState.ALL_MAIL_OFF:
            address.state, address.state_since, address.evidence = AddressState.OK, now, ""
