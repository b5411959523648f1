"""What a reader decides by the link in a mail: the digest off, all mail off, less often, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.digests.models import ReadingPace
from crm.digests.services.tokens import TOPIC
from crm.mail.models import UNSUBSCRIBE, Address, AddressState, LinkToken
from crm.mail.queries import find_token
from crm.members.models import EmailAddress, Subscription
from crm.members.services.consent import stop_all_mail, unsubscribe_topic

BY_LINK = "by the link in a mail"
LESS_OFTEN_DAYS = 90


@dataclass(frozen=True)
class Standing:
    """How mail to somebody stands; of their address only its outline is told."""

    masked: str
    subscribed: bool
    all_mail_off: bool
    less_often: bool


def find_link(session: Session, token: str) -> LinkToken | None:
    """Find the person behind an unsubscribe link."""
    return find_token(session, UNSUBSCRIBE, token) if token.isalnum() else None


def standing(session: Session, link: LinkToken) -> Standing:
    """Say how mail to the person behind a link stands."""
    held = _subscription(session, link.member_id)
    row = session.execute(_addresses(link.member_id)).first()
    email, state = row or ("", AddressState.OK)
    return Standing(
        masked=mask(email),
        subscribed=held is not None and held.ended_at is None,
        all_mail_off=state is AddressState.ALL_MAIL_OFF,
        less_often=session.get(ReadingPace, link.member_id) is not None,
    )


def stop_digest(session: Session, now: datetime, link: LinkToken) -> None:
    """Stop the digest for one person, at once."""
    unsubscribe_topic(session, now, link.member_id, TOPIC, BY_LINK)


def stop_everything(session: Session, now: datetime, link: LinkToken) -> None:
    """Stop all mail to one person, at once."""
    stop_all_mail(session, now, link.member_id, BY_LINK)


def read_less_often(session: Session, link: LinkToken) -> None:
    """Send one person an issue at most every three months."""
    session.merge(ReadingPace(member_id=link.member_id, days=LESS_OFTEN_DAYS))
    describe(session, "Asked for the digest less often", subject=f"members:{link.member_id}")


def undo(session: Session, now: datetime, link: LinkToken) -> None:
    """Take back what was decided by a link of this kind; never consent that ended in another way."""
    held = _subscription(session, link.member_id)
    if held is not None and held.ended_at is not None and held.ended_how == BY_LINK:
        held.ended_at, held.ended_how = None, ""
    for address in session.scalars(
        sa.select(Address)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .where(EmailAddress.member_id == link.member_id, Address.evidence == BY_LINK)
    ):
        if address.state is AddressState.ALL_MAIL_OFF:
            address.state, address.state_since, address.evidence = AddressState.OK, now, ""
    pace = session.get(ReadingPace, link.member_id)
    if pace is not None:
        session.delete(pace)
    describe(session, "Took back a decision made by the link in a mail", subject=f"members:{link.member_id}")


def mask(email: str) -> str:
    """Show of an address only what its owner knows it by: a•••@p•••.example."""
    local, _at, domain = email.rpartition("@")
    if not local:
        return ""
    name, _dot, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"


def _subscription(session: Session, member_id: int) -> Subscription | None:
    return session.scalar(
        sa.select(Subscription).where(Subscription.member_id == member_id, Subscription.topic == TOPIC)
    )


def _addresses(member_id: int) -> sa.Select[str, AddressState]:
    return (
        sa.select(Address.email, Address.state)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .where(EmailAddress.member_id == member_id)
        .order_by(EmailAddress.position, EmailAddress.id)
    )
