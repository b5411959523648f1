"""People, their mandates, addresses, consent, stages and what we said to each other."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.countries.models import Chamber, Country
from crm.db import Base, Identified
from crm.mail.models import Address
from crm.partial_date import PartialDate


class Stage(StrEnum):
    """How near somebody is to the network; a friend is one who joined."""

    PROSPECT = "prospect"
    INVITED = "invited"
    FRIEND = "friend"
    DORMANT = "dormant"
    LEFT = "left"


class Member(Identified, Base):
    """Anyone we keep a record of: on screen one of our people."""

    __tablename__ = "member"
    __whole__ = True
    __table_args__ = (
        Index("ix_member_stage_sort", "stage", "sort_name", "id"),
        Index("ix_member_country_stage", "country_iso2", "stage", "sort_name", "id"),
        Index("ix_member_sort", "sort_name", "id"),
        Index(
            "ix_member_kept",  # counts of people by stage and country read nothing else
            "stage",
            "country_iso2",
            "shielded",
            "owner_id",
            "erased_at",  # SQLite looks at the row itself for what an index does not hold
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(String(300))
    sort_name: Mapped[str] = mapped_column(String(300))
    honorific: Mapped[str] = mapped_column(String(80), default="")
    salutation: Mapped[str] = mapped_column(String(300), default="")
    gender: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(10), default="en")
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    territory: Mapped[str] = mapped_column(String(120), default="")
    party: Mapped[str] = mapped_column(String(300), default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.PROSPECT)
    stage_since: Mapped[date | None]
    phone: Mapped[str] = mapped_column(String(80), default="")
    postal_address: Mapped[str] = mapped_column(Text, default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    postal_city: Mapped[str] = mapped_column(String(120), default="")
    postal_region: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    shielded: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    created_at: Mapped[datetime]
    last_contact_on: Mapped[date | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]

    country: Mapped[Country | None] = relationship(lazy="raise")


class Identifier(Identified, Base):
    """How a source knows a person, and what that source said last."""

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("scheme", "value"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(120))
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)


_BYTEWISE = String(60).with_variant(String(60, collation="C"), "postgresql")
"""Compared byte by byte on both engines, so that a prefix is a range of the index."""


class NameWord(Base):
    """A folded word of somebody's names: the index that search walks."""

    __tablename__ = "name_word"
    __audited__ = False
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(_BYTEWISE, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)


class Mandate(Identified, Base):
    """A seat in a chamber, from and to (Popolo: membership)."""

    __tablename__ = "mandate"
    __table_args__ = (Index("ix_mandate_chamber_member", "chamber_id", "member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    chamber_id: Mapped[int] = mapped_column(ForeignKey("chamber.id"))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    role: Mapped[str] = mapped_column(String(120), default="")
    party: Mapped[str] = mapped_column(String(300), default="")
    constituency: Mapped[str] = mapped_column(String(300), default="")
    term: Mapped[str] = mapped_column(String(120), default="")
    starts: Mapped[PartialDate | None]
    ends: Mapped[PartialDate | None]

    chamber: Mapped[Chamber] = relationship(lazy="raise")


class EmailAddress(Identified, Base):
    """Links a person with an address; an address can serve several people."""

    __tablename__ = "email_address"
    __table_args__ = (UniqueConstraint("member_id", "address_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(80), default="")

    address: Mapped[Address] = relationship(lazy="raise")


class Subscription(Identified, Base):
    """Consent to a topic: the wording agreed to, on what basis, since when, and when it ended."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("member_id", "topic"),
        Index("ix_subscription_topic", "topic", "ended_at", "member_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(String(40), default="digest")
    basis: Mapped[str] = mapped_column(String(200))
    wording: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str] = mapped_column(String(200), default="")


class StageChange(Identified, Base):
    """When and why somebody moved from one stage to another."""

    __tablename__ = "stage_change"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    before: Mapped[Stage | None]
    after: Mapped[Stage]
    on: Mapped[date] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")


class InteractionKind(StrEnum):
    """How we were in touch."""

    CALL = "call"
    MEETING = "meeting"
    LETTER = "letter"
    MAIL = "mail"
    NOTE = "note"


class Interaction(Identified, Base):
    """A call, meeting, letter or mail with a person."""

    __tablename__ = "interaction"
    __table_args__ = (Index("ix_interaction_member", "member_id", "on"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[InteractionKind] = mapped_column(default=InteractionKind.CALL)
    on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    noted_at: Mapped[datetime]


class Tag(Base):
    """A word by which staff group people."""

    __tablename__ = "tag"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class SavedView(Identified, Base):
    """A filter over people kept under a name."""

    __tablename__ = "saved_view"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    filter: Mapped[dict[str, Any]]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ImportRun(Identified, Base):
    """A file brought in through the browser: where it lies, what a dry run found, and what was done."""

    __tablename__ = "import_run"
    __audited__ = False

    file_name: Mapped[str] = mapped_column(String(255))
    stored_name: Mapped[str] = mapped_column(String(80))
    format: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(20), default="uploaded")
    report: Mapped[dict[str, Any] | None]
    change_set_id: Mapped[int | None]
    by_user_id: Mapped[int | None]
    created_at: Mapped[datetime]
