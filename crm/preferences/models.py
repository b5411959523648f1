"""What readers chose, and the new addresses they asked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class Preference(Base):
    """How often somebody wants an issue, and until when they want none; topics are consent, and kept as that."""

    __tablename__ = "preference"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[date | None]
    chosen_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(200), default="")


class AddressChange(Identified, Base):
    """A new address that somebody asked for: it is in force once the link that was mailed to it is used.

    The link is derived from `nonce`; only its fingerprint is looked up.
    """

    __tablename__ = "address_change"
    __table_args__ = (Index("ix_address_change_member", "member_id", "asked_at"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"))
    new_email: Mapped[str] = mapped_column(String(254))
    nonce: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
