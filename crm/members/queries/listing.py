"""People as lines of a list, and the orders in which they can be had."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, Country
from crm.members.models import Mandate, Member
from crm.members.queries.audience import People
from crm.paging import Order
from crm.prebuilt import prebuilt, read_values

_NAME: Final = sa.select(Country.name_en).where(Country.iso2 == Member.country_iso2).correlate(Member).scalar_subquery()
COUNTRY: Final = sa.func.coalesce(_NAME, Member.territory)
ORDERS: Final = {
    "name": Order((Member.sort_name, Member.id)),
    "country": Order((COUNTRY, Member.sort_name, Member.id)),
    "stage": Order((Member.stage, Member.sort_name, Member.id)),
    "contact": Order((Member.last_contact_on, Member.id), nullable=True),
}


@lru_cache(maxsize=64)
def lines(chosen: People) -> sa.Select[Any]:
    """The statement of a list of people, to be sorted and paged; whoever shows it knows the names of States.

    Kept as long as the list is asked again, and so are the statements of its pages.
    """
    return chosen.select(
        Member.id,
        Member.name,
        Member.party,
        Member.stage,
        Member.country_iso2,
        Member.territory,
        Member.last_contact_on,
        Member.shielded,
    )


def seats_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The chamber each of these people sits in: where the mandate goes on, else where they sat last."""
    return dict(read_values(session, *_seats_of(list(numbers)))) if numbers else {}


@prebuilt
def _seats_of(numbers: Sequence[int]) -> sa.Select[int, str]:
    return (
        sa.select(Mandate.member_id, Chamber.name)
        .join(Chamber, Chamber.id == Mandate.chamber_id)
        .where(Mandate.member_id.in_(numbers))
        .order_by(Mandate.ends.is_(None), Mandate.ends, Mandate.starts, Mandate.id)
    )
