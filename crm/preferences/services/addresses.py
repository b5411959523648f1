"""A new address for somebody's mail: it is in force once the link that is mailed there is used; the old one is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.tokens import derive_link, fingerprint, new_nonce
from crm.audit.services import describe
from crm.mail.kinds import URGENT
from crm.mail.models import Address, AddressState
from crm.mail.services import ensure_address, queue
from crm.members.models import EmailAddress, Member
from crm.preferences.models import AddressChange
from crm.preferences.queries import addresses_of

PURPOSE: Final = "reader_address"
CONFIRM_KIND: Final = "reader_address"
TOLD_KIND: Final = "address_changing"
CONFIRM_WITHIN: Final = timedelta(days=3)
MAILS_AN_HOUR: Final = 3
"""As many links one person can have mailed within an hour."""


class TooManyMailsError(ValueError):
    """Somebody had as many links mailed as one hour allows."""


def ask_for_address(session: Session, now: datetime, key: str, member_id: int, email: str) -> AddressChange:
    """Mail a new address a link that puts it in force, and tell the old one; raises TooManyMailsError."""
    if _asked_lately(session, member_id, now) >= MAILS_AN_HOUR:
        message = "That were three mails within an hour. Wait an hour."
        raise TooManyMailsError(message)
    old = session.execute(addresses_of(member_id)).first()
    nonce = new_nonce()
    change = AddressChange(
        member_id=member_id,
        address_id=old.id if old else None,
        new_email=email.strip().lower(),
        nonce=nonce,
        token_hash=nonce,
        asked_at=now,
    )
    session.add(change)
    session.flush()
    change.token_hash = fingerprint(link_secret(key, change))
    session.flush()
    _mail(session, now, change, CONFIRM_KIND, change.new_email)
    if old is not None and old.email != change.new_email:
        _mail(session, now, change, TOLD_KIND, old.email)
    describe(session, "Asked for another address", subject=f"members:{member_id}")
    return change


def link_secret(key: str, change: AddressChange) -> str:
    """Derive the secret part of the link that puts an address in force."""
    return derive_link(key, PURPOSE, change.id, change.nonce)


def find_change(session: Session, secret: str, now: datetime) -> AddressChange | None:
    """Find the change behind a link as long as it holds: only the last one asked for does."""
    change = session.scalar(
        sa.select(AddressChange).where(
            AddressChange.token_hash == fingerprint(secret), AddressChange.asked_at > now - CONFIRM_WITHIN
        )
    )
    return change if change is not None and change.id == _last_of(session, change.member_id) else None


def confirm_address(session: Session, now: datetime, change: AddressChange) -> None:
    """Put a new address in the place of the old one; twice is harmless.

    Whoever proves that an address is theirs lifts what had stopped mail to it.
    """
    if change.confirmed_at is not None:
        return
    change.confirmed_at = now
    address = ensure_address(session, change.new_email)
    if address.state is not AddressState.OK:
        address.state, address.state_since, address.evidence = AddressState.OK, now, "confirmed by its owner"
    _put_in_place(session, change, address)
    describe(session, "Changed the address of their mail", subject=f"members:{change.member_id}")


def _put_in_place(session: Session, change: AddressChange, address: Address) -> None:
    """Link the new address where the old one stood; the old one is not theirs any more."""
    links = session.scalars(sa.select(EmailAddress).where(EmailAddress.member_id == change.member_id)).all()
    known = {link.address_id: link for link in links}
    old = known.get(change.address_id or 0)
    if address.id not in known:
        place = old.position if old else len(links)
        session.add(EmailAddress(member_id=change.member_id, address_id=address.id, position=place))
    elif old is not None:
        known[address.id].position = old.position
    if old is not None and old.address_id != address.id:
        session.delete(old)
    session.flush()


def _last_of(session: Session, member_id: int) -> int | None:
    return session.scalar(sa.select(sa.func.max(AddressChange.id)).where(AddressChange.member_id == member_id))


def _asked_lately(session: Session, member_id: int, now: datetime) -> int:
    lately = sa.select(sa.func.count(AddressChange.id)).where(
        AddressChange.member_id == member_id, AddressChange.asked_at > now - timedelta(hours=1)
    )
    return session.scalar(lately) or 0


def _mail(session: Session, now: datetime, change: AddressChange, kind: str, email: str) -> None:
    language = session.scalar(sa.select(Member.language).where(Member.id == change.member_id)) or "en"
    queue(
        session,
        now,
        kind=kind,
        subject_id=change.id,
        recipient_id=change.member_id,
        email=email,
        language=language,
        priority=URGENT,
    )
