"""Whose an address is: asked when an account is made for it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import Address
from crm.members.models import EmailAddress, Member


def people_with_address(session: Session, email: str) -> Sequence[Member]:
    """List the people who have an address, whatever its capitals, by id; not those erased."""
    return session.scalars(
        sa.select(Member)
        .join(EmailAddress, EmailAddress.member_id == Member.id)
        .join(Address, Address.id == EmailAddress.address_id)
        .where(Address.email == email.strip().lower(), Member.erased_at.is_(None))
        .order_by(Member.id)
    ).all()


def first_address(session: Session, member_id: int) -> str | None:
    """The address that stands first on a person's page."""
    return session.scalar(
        sa.select(Address.email)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .where(EmailAddress.member_id == member_id)
        .order_by(EmailAddress.position, EmailAddress.id)
        .limit(1)
    )
