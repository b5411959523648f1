"""What is known of an address: it exists once, and mail to it can be held."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import Address, AddressState, Message, SkipReason
from crm.mail.services.controls import withdraw


def ensure_address(session: Session, email: str) -> Address:
    """Find the row of an address (case does not matter), or make it."""
    plain = email.strip().lower()
    address = session.scalar(sa.select(Address).where(Address.email == plain))
    if address is None:
        address = Address(email=plain, domain=plain.rpartition("@")[2])
        session.add(address)
        session.flush()
    return address


def hold(session: Session, now: datetime, address_id: int, evidence: str) -> None:
    """Stop mail to an address that is said not to work; one where all mail is off stays so."""
    address = session.get(Address, address_id)
    if address is None or address.state is not AddressState.OK:
        return
    address.state, address.evidence, address.state_since = AddressState.HELD, evidence[:2000], now
    session.flush()
    withdraw(session, now, SkipReason.ON_HOLD, Message.address_id == address_id)


def stop_all(session: Session, now: datetime, address_id: int, evidence: str) -> None:
    """Stop every mail to an address whose owner complained; only they, or a person for them, let mail go again."""
    address = session.get_one(Address, address_id)
    if address.state is AddressState.ALL_MAIL_OFF:
        return
    address.state, address.evidence, address.state_since = AddressState.ALL_MAIL_OFF, evidence[:2000], now
    session.flush()
    withdraw(session, now, SkipReason.ALL_MAIL_OFF, Message.address_id == address_id)


def release(session: Session, now: datetime, address_id: int) -> None:
    """Let mail go to a held address again."""
    address = session.get_one(Address, address_id)
    if address.state is AddressState.HELD:
        address.state, address.state_since = AddressState.OK, now
