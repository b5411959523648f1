"""Change sets (what one act changed) and the journal (what somebody did or was refused)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified


class ChangeSet(Identified, Base):
    """Everything one act changed: by whom, for whom, when, and whether it was undone."""

    __tablename__ = "change_set"
    __audited__ = False

    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]
    on_behalf_of: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(String(80), default="", index=True)
    undo_of: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))


class Change(Identified, Base):
    """One row before and after an act: a new row has no before, a deleted one no after.

    Both hold only the columns that differ, except where the row appeared or went.
    """

    __tablename__ = "change"
    __audited__ = False
    __table_args__ = (Index("ix_change_row", "table_name", "row_key"),)

    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_key: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Arrival(Identified, Base):
    """Rows that one act brought at once: each number of a table from first to last was new.

    What they held is not written down a second time: it stands in the rows, and in the changes made to them since.
    """

    __tablename__ = "arrival"
    __audited__ = False
    __table_args__ = (Index("ix_arrival_rows", "table_name", "first", "last"),)

    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    first: Mapped[int]
    last: Mapped[int]

    @property
    def number(self) -> int:
        """How many rows they are."""
        return self.last - self.first + 1


def says_something() -> ColumnElement[bool]:
    """Whether a change still says what it changed: what was erased leaves an entry without words."""
    return or_(Change.before.is_not(None), Change.after.is_not(None))


class AuditEntry(Identified, Base):
    """One line of the journal: a sign-in, a refusal, an export, a sending."""

    __tablename__ = "audit_entry"
    __audited__ = False

    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    remote: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
