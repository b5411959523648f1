"""Requests to join, and what we asked those who sent them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class JoinState(StrEnum):
    """How far a request is: the address is confirmed before anybody of us sees it."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class JoinRequest(Identified, Base):
    """Somebody who wants to join; `wording` is what they agreed to get, as it stood on the form.

    `letter_id` names the letter that invited them. The link that confirms the address is derived from `nonce`;
    only its fingerprint is looked up.
    """

    __tablename__ = "join_request"
    __table_args__ = (
        Index("ix_join_request_state", "state", "asked_at", "id"),
        Index("ix_join_request_email", "email", "asked_at"),
    )

    name: Mapped[str] = mapped_column(String(300))
    parliament: Mapped[str] = mapped_column(String(300), default="")
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10), default="en")
    why: Mapped[str] = mapped_column(Text, default="")
    wording: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[JoinState] = mapped_column(default=JoinState.UNCONFIRMED)
    nonce: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    letter_id: Mapped[int | None] = mapped_column(index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")


class JoinQuestion(Identified, Base):
    """What we asked somebody before we decide; it goes by mail, and the answer comes to the reply box."""

    __tablename__ = "join_question"

    request_id: Mapped[int] = mapped_column(ForeignKey("join_request.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
