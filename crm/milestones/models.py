"""The steps of States at home, and the actions that are tied to one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.milestones.kinds import MilestoneKind, MilestoneState, Tie
from crm.milestones.process import Stage
from crm.partial_date import PartialDate


class Milestone(Identified, Base):
    """A step at home: `on` when it was done, began or is expected; `ended_on` when it was rejected or dropped."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("state = 'expected' OR coalesce(ended_on, \"on\") IS NOT NULL", name="dated"),
        Index("ix_milestone_state_of", "iso2", "treaty_key"),
        Index("ix_milestone_treaty", "treaty_key", "kind"),
    )

    treaty_key: Mapped[str] = mapped_column(ForeignKey("treaty.key"))
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"))
    kind: Mapped[MilestoneKind]
    chamber_id: Mapped[int | None] = mapped_column(ForeignKey("chamber.id"), index=True)
    state: Mapped[MilestoneState] = mapped_column(default=MilestoneState.EXPECTED)
    on: Mapped[PartialDate | None]
    ended_on: Mapped[PartialDate | None]
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    blocker: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    embargo_until: Mapped[date | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    moved_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def stage(self) -> Stage:
        """The step as the rules read it."""
        return Stage(self.kind, self.state, self.on, self.ended_on)


class MilestoneAction(Identified, Base):
    """That an action preceded a step, is cited in it, committed to it or led to it, and by what we know."""

    __tablename__ = "milestone_action"
    __table_args__ = (
        UniqueConstraint("milestone_id", "action_id"),
        CheckConstraint("tie <> 'led_to' OR evidence <> ''", name="led_to_by_evidence"),
    )

    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    tie: Mapped[Tie]
    evidence: Mapped[str] = mapped_column(Text, default="")
