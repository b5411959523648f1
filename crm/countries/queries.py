"""Everything we ask about States, the chambers of their parliaments, and meetings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, ChamberOrigin, ChamberState, Country, Meeting
from crm.countries.names import fold, in_order
from crm.countries.place import Place, Places
from crm.country_names import translated
from crm.languages import SOURCE
from crm.paging import AnyRow, AnySelect
from crm.prebuilt import prebuilt

GATHERINGS = ("msp", "review_conference", "preparatory", "oslo_process", "other")
"""Kinds of meetings people travel to; the other kinds are milestones."""

SURE = ("verified", "partly")
"""A meeting marked otherwise is only a rumour, and is shown to those who keep the facts alone."""

KEPT_SECONDS = 60.0
_PLACES: WeakKeyDictionary[Engine | Connection, dict[str, tuple[float, Places]]] = WeakKeyDictionary()


def find_country(session: Session, iso2: str) -> Country | None:
    """A State by its code, in any case of letters, or None."""
    return session.get(Country, iso2.upper())


def get_country(session: Session, iso2: str) -> Country:
    """A State by its code; raises LookupError when there is none."""
    country = find_country(session, iso2)
    if country is None:
        message = f"no State has the code {iso2!r}"
        raise LookupError(message)
    return country


def countries_by_code(session: Session, codes: Collection[str]) -> dict[str, Country]:
    """These States by their codes, in the order of their names; a code that is no State's is left out."""
    return {country.iso2: country for country in session.scalars(*_with_codes(list(codes)))}


@prebuilt
def _with_codes(codes: Sequence[str]) -> sa.Select[Country]:
    return sa.select(Country).where(Country.iso2.in_(codes)).order_by(Country.folded, Country.iso2)


def list_countries(session: Session) -> Sequence[Country]:
    """Every State, by its English name."""
    return session.scalars(sa.select(Country).order_by(Country.folded, Country.iso2)).all()


def chambers_of(session: Session, iso2: str) -> Sequence[Chamber]:
    """The chambers of a State's parliament: the elected house first."""
    return session.scalars(*_chambers_of(iso2)).all()


@prebuilt
def _chambers_of(iso2: str) -> sa.Select[Chamber]:
    house = sa.case({"lower": 0, "unicameral": 0, "upper": 1}, value=Chamber.house, else_=2)
    shared = sa.select(ChamberState.chamber_id).where(ChamberState.iso2 == iso2)
    chosen = sa.select(Chamber).where(sa.or_(Chamber.country_iso2 == iso2, Chamber.id.in_(shared)))
    return chosen.order_by(house, Chamber.name, Chamber.id)


def list_chambers(session: Session, *, origin: ChamberOrigin | None, search: str) -> Sequence[AnyRow]:
    """Chambers by country and name: (id, name, origin, country_iso2, place); `search` is a part of a name, folded."""
    rows = session.execute(*_listed_chambers(origin=origin))
    return [row for row in rows if not search or search in fold(f"{row.place} {row.name}")]


@prebuilt
def _listed_chambers(*, origin: ChamberOrigin | None) -> AnySelect:
    place = sa.func.coalesce(Country.name_en, Chamber.territory).label("place")
    chosen = sa.select(Chamber.id, Chamber.name, Chamber.origin, Chamber.country_iso2, place)
    if origin is not None:
        chosen = chosen.where(Chamber.origin == origin)
    with_country = chosen.outerjoin(Country, Country.iso2 == Chamber.country_iso2)
    return with_country.order_by(Country.folded, Chamber.territory, Chamber.name, Chamber.id)


def states_of(session: Session, chamber_id: int) -> Sequence[str]:
    """The States of a chamber that is of several."""
    chosen = sa.select(ChamberState.iso2).where(ChamberState.chamber_id == chamber_id)
    return session.scalars(chosen.order_by(ChamberState.iso2)).all()


def meetings_between(session: Session, start: date, end: date, *, treaty_key: str | None = None) -> Sequence[Meeting]:
    """Meetings that fall, or may fall, on days from start to end, both included."""
    return session.scalars(*_meetings_between(start, end, treaty_key=treaty_key)).all()


@prebuilt
def _meetings_between(start: date, end: date, *, treaty_key: str | None) -> sa.Select[Meeting]:
    chosen = sa.select(Meeting).where(Meeting.kind.in_(GATHERINGS), Meeting.starts_on <= end, Meeting.ends_on >= start)
    if treaty_key is not None:
        chosen = chosen.where(Meeting.treaty_key == treaty_key)
    return chosen.order_by(Meeting.starts_on, Meeting.id)


def meetings_ahead(session: Session, on: date, *, treaty_key: str | None = None) -> Sequence[Meeting]:
    """Meetings that are not over on a day and more than a rumour, the next one first."""
    ahead = meetings_between(session, on, date.max, treaty_key=treaty_key)
    return [meeting for meeting in ahead if meeting.verified in SURE]


def names_of_states(session: Session) -> dict[str, str]:
    """The English name of every State by its code, in the order of the names."""
    chosen = sa.select(Country.iso2, Country.name_en).order_by(Country.folded, Country.iso2)
    return dict(session.execute(chosen).all())


def list_places(session: Session, language: str) -> Places:
    """Every State as lists show it, in the order of its name.

    Names change only with the facts that are shipped, and nearly every page asks: they are kept for a minute.
    """
    kept = _PLACES.setdefault(session.get_bind(), {})
    until, places = kept.get(language, (0.0, Places()))
    if monotonic() >= until:
        places = Places(_read_places(session, language))
        kept[language] = monotonic() + KEPT_SECONDS, places
    return places


def forget_places(bind: Engine | Connection) -> None:
    """Ask anew next time: the names of States changed."""
    _PLACES.pop(bind, None)


def _read_places(session: Session, language: str) -> Sequence[Place]:
    name = {"fr": Country.name_fr, "es": Country.name_es}.get(language, Country.name_en)
    chosen = sa.select(
        Country.iso2, name, Country.region, Country.subregion, Country.intermediate_region, Country.folded
    )
    places = [Place(*row) for row in session.execute(chosen.order_by(Country.folded, Country.iso2))]
    if language == SOURCE:
        return places
    if name is Country.name_en:
        places = [replace(place, name=translated(place.iso2, language) or place.name) for place in places]
    return sorted(places, key=lambda place: in_order(place.name, language))
