"""Our friends by country, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.members.audience import Filter
from crm.members.models import Member, Stage
from crm.members.queries.audience import people


@dataclass(frozen=True, slots=True)
class Friend:
    """A friend as a country's page names them."""

    id: int
    name: str
    party: str


def friends_by_country(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many friends we have in each country that has one, by its ISO code."""
    chosen = people(session, Filter(), actor, now).also(Member.country_iso2.is_not(None))
    counted = chosen.select(Member.country_iso2, sa.func.count()).group_by(Member.country_iso2)
    return dict(session.execute(counted).all())


def stages_in(session: Session, iso2: str, actor: Actor, now: datetime) -> dict[Stage, int]:
    """How many people we know in a country, by stage."""
    chosen = people(session, Filter(countries=(iso2,)).everyone, actor, now)
    return dict(session.execute(chosen.select(Member.stage, sa.func.count()).group_by(Member.stage)).all())


def friends_in(session: Session, iso2: str, actor: Actor, now: datetime, limit: int) -> Sequence[Friend]:
    """The first friends in a country, by name."""
    chosen = people(session, Filter(countries=(iso2,)), actor, now).select(Member.id, Member.name, Member.party)
    rows = session.execute(chosen.order_by(Member.sort_name, Member.id).limit(limit))
    return [Friend(*row) for row in rows]
