"""Our friends by country, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.members.audience import Filter
from crm.members.models import Interaction, Member, Stage
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


@dataclass(frozen=True, slots=True)
class Known:
    """Whom we know in a country: how many in each stage, and the first friends by name."""

    stages: Mapping[Stage, int]
    friends: Sequence[Friend]


@dataclass(frozen=True, slots=True)
class Contact:
    """A call, meeting, letter or mail with somebody there."""

    interaction: Interaction
    name: str


def known_in(session: Session, iso2: str, actor: Actor, now: datetime, limit: int) -> Known:
    """Whom we know in a country, with the first friends: one statement."""
    place = sa.func.row_number().over(partition_by=Member.stage, order_by=(Member.sort_name, Member.id))
    number = sa.func.count().over(partition_by=Member.stage)
    chosen = people(session, Filter(countries=(iso2,)).everyone, actor, now).select(
        Member.stage, number.label("number"), place.label("place"), Member.id, Member.name, Member.party
    )
    all_of_them = chosen.subquery()
    wanted = sa.or_(
        all_of_them.c.place == 1, sa.and_(all_of_them.c.stage == Stage.FRIEND, all_of_them.c.place <= limit)
    )
    rows = session.execute(sa.select(all_of_them).where(wanted).order_by(all_of_them.c.place)).all()
    friends = [Friend(row.id, row.name, row.party) for row in rows if row.stage is Stage.FRIEND]
    return Known({row.stage: row.number for row in rows}, friends)


def contacts_in(session: Session, iso2: str, actor: Actor, now: datetime, limit: int) -> Sequence[Contact]:
    """Our last calls, meetings, letters and mails with people in a country."""
    theirs = people(session, Filter(countries=(iso2,)).everyone, actor, now)
    chosen = theirs.select(Interaction, Member.name).join(Member, Member.id == Interaction.member_id)
    rows = session.execute(chosen.order_by(Interaction.on.desc(), Interaction.id.desc()).limit(limit))
    return [Contact(*row) for row in rows]
