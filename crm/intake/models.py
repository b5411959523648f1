"""What came back: each message once, with what it was understood to be, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class IncomingKind(StrEnum):
    """What a message is to us, once its match with a mail of ours is known."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    REPLY = "reply"
    UNRECOGNISED = "unrecognised"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    AUTO_REPLY = "auto_reply"
    RECEIPT = "receipt"
    NOTICE = "notice"
    UNSUBSCRIBE = "unsubscribe"


class How(StrEnum):
    """By what a message was tied to a mail of ours."""

    TOKEN = "token"  # noqa: S105 - a word, no secret
    MESSAGE_ID = "message_id"
    ADDRESS = "address"
    SENDER = "sender"


class Incoming(Identified, Base):
    """A message that came back; what it says stands apart, so that no change set keeps it.

    `settled_at` is empty as long as it waits for a person.
    """

    __tablename__ = "incoming"
    __table_args__ = (
        Index("ix_incoming_received", "received_at", "id"),
        Index("ix_incoming_kind", "kind", "received_at", "id"),
    )

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[IncomingKind]
    received_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    how: Mapped[How | None]
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(11), default="")
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    became: Mapped[str] = mapped_column(String(40), default="")


class IncomingContent(Base):
    """What a message says, whole; kept thirty days, or as long as it waits for a person."""

    __tablename__ = "incoming_content"
    __audited__ = False

    incoming_id: Mapped[int] = mapped_column(ForeignKey("incoming.id", ondelete="CASCADE"), primary_key=True)
    sender: Mapped[str] = mapped_column(String(254), default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="", deferred=True)
    reports: Mapped[list[Any]] = mapped_column(default=list, deferred=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class MailboxMark(Base):
    """A message of a polled mailbox that was taken in: by the mailbox's own number for it."""

    __tablename__ = "mailbox_mark"
    __audited__ = False

    mailbox: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[str] = mapped_column(String(80), primary_key=True)
