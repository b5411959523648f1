"""Who goes to the meetings of treaties; the meetings themselves are facts that `countries` keeps."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class Attendance(StrEnum):
    """Whether a Government goes to a meeting, as far as somebody looked; without a row nobody did."""

    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"


class GovernmentAttendance(Identified, Base):
    """What a source said on a day of a Government and a meeting."""

    __tablename__ = "government_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "iso2"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), index=True)
    attends: Mapped[Attendance]
    seen_on: Mapped[date]
    source: Mapped[str] = mapped_column(Text)


class DelegateState(StrEnum):
    """Whether one of our people comes to a meeting."""

    INVITED = "invited"
    COMING = "coming"
    CAME = "came"
    NOT_COMING = "not_coming"


class Delegate(Identified, Base):
    """One of our people at a meeting."""

    __tablename__ = "delegate"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    state: Mapped[DelegateState] = mapped_column(default=DelegateState.COMING)
    spoke: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")
