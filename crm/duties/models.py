"""Sourced facts about the duties of States Parties."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.duties.state import Duty, Fact, FactKind


class DutyFact(Identified, Base):
    """What a source says of a State's duty on a day."""

    __tablename__ = "duty_fact"
    __table_args__ = (Index("ix_duty_fact_state", "treaty_key", "iso2"),)

    treaty_key: Mapped[str] = mapped_column(ForeignKey("treaty.key"))
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), index=True)
    duty: Mapped[Duty]
    kind: Mapped[FactKind]
    on: Mapped[date]
    until: Mapped[date | None]
    year: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def fact(self) -> Fact:
        """The fact as the rules read it."""
        return Fact(self.duty, self.kind, self.on, self.until, self.year)
