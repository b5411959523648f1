"""What somebody promised to do, by when; whatever waits for a person is one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class FollowUpKind(StrEnum):
    """What waits; the Today list shows one verb for each."""

    PROMISE = "promise"
    REQUEST = "request"
    DRAFT = "draft"
    ANSWER_DUE = "answer_due"
    MANDATE = "mandate"
    BOUNCE = "bounce"
    REPLY = "reply"
    JOIN = "join"
    CHAMBER = "chamber"
    STALLED_STEP = "stalled_step"


class FollowUpState(StrEnum):
    """Whether it still waits."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class FollowUp(Identified, Base):
    """One thing that waits for one person: due day, about whom, one verb."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_due", "state", "due_on", "id", "owner_id"),
        Index("ix_follow_up_owner", "owner_id", "state", "due_on", "id"),
        Index("ix_follow_up_closed", "state", "closed_at", "id"),
        Index("ix_follow_up_action", "action_id"),
        Index("ix_follow_up_kind", "kind", "state", "due_on", "id"),
        Index("ix_follow_up_subject", "subject"),
    )

    kind: Mapped[FollowUpKind] = mapped_column(default=FollowUpKind.PROMISE)
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    state: Mapped[FollowUpState] = mapped_column(default=FollowUpState.OPEN)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(80), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")


class CalendarFeed(Identified, Base):
    """A user's private calendar: whoever has its address reads it, until it is taken back."""

    __tablename__ = "calendar_feed"
    __audited__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
