"""Treaties with their rules, what States did about them, and the positions of States."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.treaties.acts import Act, TreatyActionKind
from crm.treaties.positions import PositionTopic
from crm.treaties.rules import EntryIntoForce, Rules, Withdrawal


class Treaty(Base):
    """A treaty and the rules by which it comes into force for a State and is left again."""

    __tablename__ = "treaty"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(80))
    mtdsg_no: Mapped[str] = mapped_column(String(20))
    adopted_on: Mapped[date]
    opened_on: Mapped[date]
    signature_closes_on: Mapped[date | None]
    triggered_on: Mapped[date]
    in_force_on: Mapped[date]
    entry_into_force_rule: Mapped[EntryIntoForce]
    withdrawal_rule: Mapped[Withdrawal]
    has_duties: Mapped[bool] = mapped_column(default=False)
    known_until: Mapped[date]
    known_until_source: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    shipped: Mapped[dict[str, Any] | None]

    @property
    def is_looked_up(self) -> bool:
        """Whether anybody has looked up its facts: until then nothing can be said of a State without an act."""
        return self.known_until > self.opened_on

    @property
    def rules(self) -> Rules:
        """What differs from treaty to treaty, as the rules read it."""
        return Rules(
            opened_on=self.opened_on,
            signature_closes_on=self.signature_closes_on,
            triggered_on=self.triggered_on,
            in_force_on=self.in_force_on,
            entry_into_force=self.entry_into_force_rule,
            withdrawal=self.withdrawal_rule,
            has_duties=self.has_duties,
        )


class TreatyAction(Identified, Base):
    """A dated act of a State about a treaty, with its source. Status is derived, never stored."""

    __tablename__ = "treaty_action"
    __table_args__ = (Index("ix_treaty_action_state", "treaty_key", "iso2", "on"),)

    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    treaty_key: Mapped[str] = mapped_column(ForeignKey("treaty.key"))
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), index=True)
    kind: Mapped[TreatyActionKind]
    on: Mapped[date] = mapped_column(index=True)
    in_force_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(index=True)
    entered_by: Mapped[int | None]
    embargo_until: Mapped[date | None]
    shipped: Mapped[dict[str, Any] | None]

    @property
    def act(self) -> Act:
        """The act as the rules read it."""
        return Act(self.kind, self.on, self.in_force_on)

    def is_open(self, today: date) -> bool:
        """Whether it is under no embargo on a day."""
        return self.embargo_until is None or self.embargo_until <= today


class DepositaryFile(Identified, Base):
    """A file of the depositary's, kept from the upload until a person has confirmed what it brings.

    `called` are the names in it that a person had to explain, with the code of the State each means.
    """

    __tablename__ = "depositary_file"
    __audited__ = False

    treaty_key: Mapped[str] = mapped_column(ForeignKey("treaty.key"))
    file_name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    called: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fetched_on: Mapped[date]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None]
    applied_at: Mapped[datetime | None]
    brought: Mapped[list[Any]] = mapped_column(default=list)


class Position(Identified, Base):
    """What an edition of a source says of a State's stocks, production, use, transfers or land."""

    __tablename__ = "position"
    __table_args__ = (Index("ix_position_state", "iso2", "topic"),)

    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"))
    topic: Mapped[PositionTopic]
    value: Mapped[str] = mapped_column(String(80))
    edition: Mapped[str] = mapped_column(String(120), default="")
    edition_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[int | None]
    confirmed_source: Mapped[str] = mapped_column(Text, default="")
    shipped: Mapped[dict[str, Any] | None]


class StepOverride(Identified, Base):
    """The coordinator's own words for what to ask of a State, until a day."""

    __tablename__ = "step_override"

    treaty_key: Mapped[str] = mapped_column(ForeignKey("treaty.key"))
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), index=True)
    text: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date]
    author_id: Mapped[int | None]
