"""People as lines of a list, and the orders in which they can be had."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, Country
from crm.members.models import Mandate, Member
from crm.members.queries.audience import People
from crm.paging import Order

_NAME: Final = sa.select(Country.name_en).where(Country.iso2 == Member.country_iso2).correlate(Member).scalar_subquery()
COUNTRY: Final = sa.func.coalesce(_NAME, Member.territory)
ORDERS: Final = {
    "name": Order((Member.sort_name, Member.id)),
    "country": Order((COUNTRY, Member.sort_name, Member.id)),
    "stage": Order((Member.stage, Member.sort_name, Member.id)),
    "contact": Order((Member.last_contact_on, Member.id), nullable=True),
}


def lines(chosen: People) -> sa.Select[Any]:
    """The statement of a list of people, to be sorted and paged; whoever shows it knows the names of States."""
    return chosen.select(
        Member.id,
        Member.name,
        Member.honorific,
        Member.party,
        Member.stage,
        Member.country_iso2,
        Member.territory,
        Member.last_contact_on,
        Member.shielded,
    )


def seats_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The chamber each of these people sits in: where the mandate goes on, else where they sat last."""
    rows = session.execute(
        sa.select(Mandate.member_id, Chamber.name)
        .join(Chamber, Chamber.id == Mandate.chamber_id)
        .where(Mandate.member_id.in_(numbers))
        .order_by(Mandate.ends.is_(None), Mandate.ends, Mandate.starts, Mandate.id)
    )
    return {number: name for number, name in rows}  # noqa: C416 - a Row is no pair to mypy
