"""Which addresses are whose, and which user is which person."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.mail.models import Address
from crm.members.models import EmailAddress, Member


def set_addresses(session: Session, member_id: int, emails: Sequence[str]) -> None:
    """Give a person exactly these plain addresses, in this order; an address that exists keeps its state."""
    wanted = tuple(dict.fromkeys(emails))
    links = {
        address.email: link
        for link, address in session.execute(
            sa.select(EmailAddress, Address)
            .join(Address, Address.id == EmailAddress.address_id)
            .where(EmailAddress.member_id == member_id)
        )
    }
    known = {address.email: address for address in session.scalars(sa.select(Address).where(Address.email.in_(wanted)))}
    for position, email in enumerate(wanted):
        link = links.pop(email, None)
        if link is not None:
            link.position = position
            continue
        address = known.get(email) or _new_address(session, email)
        session.add(EmailAddress(member_id=member_id, address_id=address.id, position=position))
    for link in links.values():
        session.delete(link)
    session.flush()


def add_address(session: Session, member: Member, email: str) -> EmailAddress:
    """Link one more plain address to a person; the link there is, if there is one."""
    address = session.scalar(sa.select(Address).where(Address.email == email)) or _new_address(session, email)
    links = session.scalars(sa.select(EmailAddress).where(EmailAddress.member_id == member.id)).all()
    for link in links:
        if link.address_id == address.id:
            return link
    link = EmailAddress(member_id=member.id, address_id=address.id, position=len(links))
    session.add(link)
    session.flush()
    describe(session, f"Added an address to {member.name}", subject=f"members:{member.id}")
    return link


def remove_address(session: Session, member: Member, link_id: int) -> None:
    """Take an address from a person; the address stays, with its state. Raises LookupError."""
    link = session.get(EmailAddress, link_id)
    if link is None or link.member_id != member.id:
        message = "this address is not this person's"
        raise LookupError(message)
    session.delete(link)
    session.flush()
    describe(session, f"Took an address from {member.name}", subject=f"members:{member.id}")


def link_user(session: Session, member: Member, user_id: int | None) -> None:
    """Say which user is this person; a user is one person and a person one user."""
    member.user_id = user_id
    session.flush()
    describe(session, f"Linked {member.name} with an account", subject=f"members:{member.id}")


def _new_address(session: Session, email: str) -> Address:
    address = Address(email=email, domain=email.rpartition("@")[2])
    session.add(address)
    session.flush()
    return address
