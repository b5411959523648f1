"""The ledger of messages, the addresses they go to, and the tokens in their links."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.mail.failing import Blame


class MessageState(StrEnum):
    """The six states of a message; the sum over them is the number of recipients."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why a message was not sent to a recipient who had been counted."""

    UNSUBSCRIBED = "unsubscribed"
    ALL_MAIL_OFF = "all_mail_off"
    ON_HOLD = "on_hold"
    NO_ADDRESS = "no_address"
    SHIELDED = "shielded"
    ERASED = "erased"
    RECALLED = "recalled"
    NOTHING_NEW = "nothing_new"
    EXPIRED = "expired"
    NOT_ALLOWED = "not_allowed"
    LESS_OFTEN = "less_often"
    PAUSED = "paused"
    TOPIC_OFF = "topic_off"


class AddressState(StrEnum):
    """Whether mail may go to an address."""

    OK = "ok"
    HELD = "held"
    ALL_MAIL_OFF = "all_mail_off"


class Address(Identified, Base):
    """An email address: it exists once, with its state and the evidence for it."""

    __tablename__ = "address"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    domain: Mapped[str] = mapped_column(String(253), index=True)
    state: Mapped[AddressState] = mapped_column(default=AddressState.OK)
    evidence: Mapped[str] = mapped_column(Text, default="")
    state_since: Mapped[datetime | None]


class Message(Identified, Base):
    """One mail to one recipient. `recipient_id` is a member or a user, as its kind says."""

    __tablename__ = "message"
    __audited__ = False
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "recipient_id"),
        Index("ix_message_due", "state", "priority", "due_at", "id"),
        Index("ix_message_recipient", "recipient_id", "kind"),
        Index("ix_message_subject_state", "kind", "subject_id", "state"),
        Index("ix_message_address", "address_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    recipient_id: Mapped[int | None]
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"))
    email: Mapped[str] = mapped_column(String(254))
    domain: Mapped[str] = mapped_column(String(253), default="")
    language: Mapped[str] = mapped_column(String(10), default="en")
    variant: Mapped[str] = mapped_column(String(80), default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    reason: Mapped[SkipReason | None]
    priority: Mapped[int] = mapped_column(default=5)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    attempts: Mapped[int] = mapped_column(default=0)
    body_started_at: Mapped[datetime | None]
    answer_code: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]


class Failure(Identified, Base):
    """One mail that failed for one address, with what a server said: at once, or in a report that came back."""

    __tablename__ = "failure"
    __audited__ = False
    __table_args__ = (
        Index("ix_failure_domain", "domain", "failed_at"),
        Index("ix_failure_address", "address_id", "failed_at"),
    )

    address_id: Mapped[int] = mapped_column(ForeignKey("address.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    domain: Mapped[str] = mapped_column(String(253))
    failed_at: Mapped[datetime]
    blame: Mapped[Blame]
    status: Mapped[str] = mapped_column(String(11), default="")
    words: Mapped[str] = mapped_column(Text, default="")


class DomainState(StrEnum):
    """What staff decided about a domain that failed."""

    OPEN = "open"
    WAITING = "waiting"
    HELD = "held"
    CHANGED = "changed"


class DomainFailure(Identified, Base):
    """A domain, mostly a parliament's, whose addresses failed together: nobody of it is held one by one."""

    __tablename__ = "domain_failure"
    __table_args__ = (
        Index(
            "uq_domain_failure_open",
            "domain",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    domain: Mapped[str] = mapped_column(String(253), index=True)
    noticed_at: Mapped[datetime]
    state: Mapped[DomainState] = mapped_column(default=DomainState.OPEN)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]


class MailControl(Base):
    """What a person stopped: one row for all mail (subject "all") and one for each paused issue ("digest:7")."""

    __tablename__ = "mail_control"
    __audited__ = False

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    stopped_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")


class MailPace(Base):
    """When the next message may go, in seconds since 1970: one row, shared by all workers."""

    __tablename__ = "mail_pace"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    next_slot: Mapped[float]


UNSUBSCRIBE = "unsubscribe"
"""The purpose of the token by which somebody stops a digest: in a link, or in the subject of a mail to us."""


class LinkToken(Identified, Base):
    """128 random bits in a mailed link, tied to one person and one purpose; never gives a login."""

    __tablename__ = "link_token"
    __audited__ = False
    __table_args__ = (UniqueConstraint("purpose", "member_id", "subject"),)

    token: Mapped[str] = mapped_column(String(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    member_id: Mapped[int] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(60), default="")
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
