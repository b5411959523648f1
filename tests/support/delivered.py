"""People to whom mails of ours went, for the tests of what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from crm.mail.models import Address, Message, MessageState
from crm.mail.services import Recipient, ensure_address, queue_all
from crm.members.models import EmailAddress, Member, Stage
from crm.members.names import sort_key
from tests.support.bounces import Returned

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOST = "coalition.example"


@dataclass
class Delivered:
    """A mail that went to somebody."""

    member: Member
    address: Address
    message: Message

    @property
    def returned(self) -> Returned:
        """The same, as reports name it."""
        return Returned(self.message.email, f"{self.message.message_id}@{HOST}")


def person_with(session: Session, email: str, name: str = "") -> Member:
    """Somebody with one address."""
    name = name or email.partition("@")[0].title()
    member = Member(name=name, sort_name=sort_key(name), stage=Stage.FRIEND, created_at=AT)
    session.add(member)
    session.flush()
    session.add(EmailAddress(member_id=member.id, address_id=ensure_address(session, email).id))
    session.flush()
    return member


def delivered_to(
    session: Session, email: str = "amina@parliament.example", *, issue: int = 7, member: Member | None = None
) -> Delivered:
    """Send a digest to somebody: the server took it an hour ago."""
    who = member or person_with(session, email)
    address = ensure_address(session, email)
    queue_all(session, AT, kind="digest", subject_id=issue, recipients=[Recipient(who.id, email, address.id)])
    message = session.query(Message).filter_by(subject_id=issue, recipient_id=who.id).one()
    message.state, message.ended_at = MessageState.SENT, AT - timedelta(hours=1)
    message.body_started_at = message.ended_at
    session.flush()
    return Delivered(who, address, message)
