"""Search over people, countries and actions, each as far as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.queries.filtering import ORDERS, ActionFilter, actions
from crm.countries.models import Country
from crm.countries.names import fold
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries.audience import people
from crm.paging import AnyRow, read_page

SHOWN = 10


@dataclass(frozen=True)
class Found:
    """The first few of each: (member, country), countries, (action, country, outcomes)."""

    people: Sequence[AnyRow]
    countries: Sequence[Country]
    actions: Sequence[AnyRow]

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.people or self.countries or self.actions)


def find(session: Session, text: str, actor: Actor, now: datetime) -> Found:
    """Find what begins with every word of a text, wherever it stands in a name or a line: four statements at most."""
    if not text.strip():
        return Found((), (), ())
    whom = people(session, Filter(stages=(), search=text), actor, now)
    chosen = whom.select(Member, Country).outerjoin(Country, Country.iso2 == Member.country_iso2)
    done = actions(session, ActionFilter(text=text), actor)
    return Found(
        people=session.execute(chosen.order_by(Member.sort_name, Member.id).limit(SHOWN)).all(),
        countries=_countries(session, text),
        # Page by page the index on the date is walked; sorting what a common word finds takes half a second.
        actions=read_page(session, done, ORDERS["on"].reversed, size=SHOWN).rows,
    )


def _countries(session: Session, text: str) -> Sequence[Country]:
    folded = fold(text)
    if not folded:
        return ()
    found = sa.select(Country).where(Country.folded.contains(folded, autoescape=True))
    return session.scalars(found.order_by(Country.name_en).limit(SHOWN)).all()
