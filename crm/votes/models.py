"""Votes in the General Assembly: one of a State in a year."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class Choice(StrEnum):
    """How a State voted."""

    YES = "yes"
    NO = "no"
    ABSTAINED = "abstained"
    ABSENT = "absent"


class Vote(Identified, Base):
    """A State's recorded vote on the resolution of a year."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("year", "iso2"),)

    year: Mapped[int]
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), index=True)
    choice: Mapped[Choice]
    resolution: Mapped[str] = mapped_column(String(60), default="")
    voted_on: Mapped[date]
    source: Mapped[str] = mapped_column(Text)
