"""One page of a list of people: sorted, paged by key, with each one's seat, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, Country
from crm.members.cursor import Cursor
from crm.members.models import Mandate, Member, Stage
from crm.members.queries.audience import People

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A person in a list."""

    id: int
    name: str
    sort_name: str
    party: str
    stage: Stage
    country_iso2: str | None
    country: str
    last_contact_on: date | None
    shielded: bool
    chamber: str | None


@dataclass(frozen=True)
class Page:
    """Some lines, and where the pages before and after begin."""

    lines: Sequence[Line]
    previous: Cursor | None
    next: Cursor | None


_COUNTRY: sa.ColumnElement[str] = sa.func.coalesce(Country.name_en, Member.territory)
_NEVER = date(1, 1, 1)
SORTS: dict[str, Any] = {
    "name": Member.sort_name,
    "country": _COUNTRY,
    "stage": Member.stage,
    "contact": sa.func.coalesce(Member.last_contact_on, _NEVER),
}


def list_page(session: Session, chosen: People, sort: str, cursor: Cursor | None, size: int = PAGE) -> Page:
    """A page of people; `sort` is a key of SORTS, with "-" before it the other way round."""
    name, turned = sort.removeprefix("-"), sort.startswith("-")
    backwards = cursor is not None and cursor.backwards
    descending = turned is not backwards
    rows = session.execute(_page(chosen, name, descending, cursor, size)).all()
    more = len(rows) > size
    rows = list(rows[:size])
    if backwards:
        rows.reverse()
    lines = [Line(*row[:-1]) for row in rows]
    before = (more if backwards else cursor is not None) and bool(rows)
    after = (True if backwards else more) and bool(rows)
    return Page(
        lines,
        Cursor.at(rows[0][-1], lines[0].id, backwards=True) if before else None,
        Cursor.at(rows[-1][-1], lines[-1].id) if after else None,
    )


def _page(chosen: People, name: str, descending: bool, cursor: Cursor | None, size: int) -> sa.Select[Any]:  # noqa: FBT001 - which way
    key = SORTS[name]
    inner = chosen.select(Member.id, _COUNTRY.label("country"), key.label("key")).outerjoin(
        Country, Country.iso2 == Member.country_iso2
    )
    if cursor is not None:
        place = sa.tuple_(sa.literal(cursor.value_for(key.type), key.type), sa.literal(cursor.id))
        here = sa.tuple_(key, Member.id)
        inner = inner.where(here < place if descending else here > place)
    order = [key.desc(), Member.id.desc()] if descending else [key, Member.id]
    page = inner.order_by(*order).limit(size + 1).subquery("page")
    seat = _current_seat(page.c.id)
    outer = [page.c.key.desc(), page.c.id.desc()] if descending else [page.c.key, page.c.id]
    return (
        sa.select(
            Member.id,
            Member.name,
            Member.sort_name,
            Member.party,
            Member.stage,
            Member.country_iso2,
            page.c.country,
            Member.last_contact_on,
            Member.shielded,
            seat,
            page.c.key,
        )
        .select_from(page)
        .join(Member, Member.id == page.c.id)
        .order_by(*outer)
    )


def _current_seat(member_id: Any) -> sa.ScalarSelect[str]:
    """The chamber somebody sits in: where their mandate goes on, else where they sat last."""
    return (
        sa.select(Chamber.name)
        .join(Mandate, Mandate.chamber_id == Chamber.id)
        .where(Mandate.member_id == member_id)
        .order_by(Mandate.ends.is_not(None), Mandate.ends.desc(), Mandate.starts.desc(), Mandate.id.desc())
        .limit(1)
        .scalar_subquery()
    )
