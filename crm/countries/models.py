"""States, the chambers of their parliaments, and the meetings of treaties."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.countries.procedure import Procedure
from crm.db import Base, Identified
from crm.partial_date import PartialDate


class Country(Base):
    """A State, by its ISO 3166-1 alpha-2 code; the names are the United Nations' own.

    `name` stands in lists, `called` runs in a sentence ("the Netherlands"), `folded` is what search compares.
    """

    __tablename__ = "country"

    iso2: Mapped[str] = mapped_column(String(2), primary_key=True)
    iso3: Mapped[str] = mapped_column(String(3))
    m49: Mapped[str] = mapped_column(String(3))
    un_status: Mapped[str] = mapped_column(String(20))
    name_en: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_es: Mapped[str] = mapped_column(String(120))
    called_en: Mapped[str] = mapped_column(String(120), default="")
    called_fr: Mapped[str] = mapped_column(String(120), default="")
    called_es: Mapped[str] = mapped_column(String(120), default="")
    formal_en: Mapped[str] = mapped_column(String(200), default="")
    formal_fr: Mapped[str] = mapped_column(String(200), default="")
    formal_es: Mapped[str] = mapped_column(String(200), default="")
    folded: Mapped[str] = mapped_column(String(400), default="")
    region: Mapped[str] = mapped_column(String(40))
    subregion: Mapped[str] = mapped_column(String(60))
    intermediate_region: Mapped[str] = mapped_column(String(60), default="")
    capital: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    procedure: Mapped[Procedure] = mapped_column(default=Procedure.NOT_KNOWN)
    procedure_source: Mapped[str] = mapped_column(Text, default="")
    partner: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    shipped: Mapped[dict[str, Any] | None]


class ChamberOrigin(StrEnum):
    """Where a chamber's row came from."""

    SHIPPED = "shipped"
    IMPORT = "import"
    HAND = "hand"


class Chamber(Identified, Base):
    """A house of a parliament: of a State, a part of a State, or several States (then no country)."""

    __tablename__ = "chamber"

    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    territory: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(200))
    legislature: Mapped[str] = mapped_column(String(200), default="")
    house: Mapped[str] = mapped_column(String(20), default="")
    seats: Mapped[int | None]
    seats_text: Mapped[str] = mapped_column(Text, default="")
    electoral_system: Mapped[str] = mapped_column(Text, default="")
    term: Mapped[str] = mapped_column(Text, default="")
    last_election: Mapped[PartialDate | None]
    next_election_expected: Mapped[PartialDate | None]
    next_election_text: Mapped[str] = mapped_column(String(120), default="")
    election_source: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[ChamberOrigin] = mapped_column(default=ChamberOrigin.HAND)
    source: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    postal_address: Mapped[str] = mapped_column(Text, default="")
    shipped: Mapped[dict[str, Any] | None]


class ChamberState(Base):
    """A State of a chamber that is of several States."""

    __tablename__ = "chamber_state"

    chamber_id: Mapped[int] = mapped_column(ForeignKey("chamber.id", ondelete="CASCADE"), primary_key=True)
    iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), primary_key=True, index=True)


class ChamberName(Identified, Base):
    """Another name under which sources know a chamber, and where they say it sits."""

    __tablename__ = "chamber_name"

    chamber_id: Mapped[int] = mapped_column(ForeignKey("chamber.id", ondelete="CASCADE"), index=True)
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    territory: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(200))


class Meeting(Identified, Base):
    """A meeting or milestone of a treaty.

    `starts` and `ends` are as known, perhaps a month only; `starts_on` and `ends_on` the widest days they can mean.
    """

    __tablename__ = "meeting"

    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    treaty_key: Mapped[str] = mapped_column(String(20), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    starts: Mapped[PartialDate | None]
    ends: Mapped[PartialDate | None]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120), default="")
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    verified: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    shipped: Mapped[dict[str, Any] | None]
