"""Our friends by country, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Country
from crm.members.models import Interaction, Member, Stage
from crm.members.queries.audience import visible
from crm.paging import AnySelect
from crm.prebuilt import prebuilt


@dataclass(frozen=True, slots=True)
class Friend:
    """A friend as a country's page names them."""

    id: int
    name: str
    party: str


def friends_by_country(session: Session, actor: Actor) -> dict[str, int]:
    """How many friends we have in each country that has one, by its ISO code."""
    return {iso2: number for iso2, number in session.execute(*_friends_by_country(actor=actor)) if number}


@prebuilt
def _friends_by_country(*, actor: Actor) -> sa.Select[str, int]:
    # Each country is counted in the index: to group would look at the country of every friend as well.
    there = _there(Country.iso2, actor)
    number = sa.select(sa.func.count(Member.id)).where(Member.stage == Stage.FRIEND, *there).correlate(Country)
    return sa.select(Country.iso2, number.scalar_subquery())


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


def known_in(session: Session, iso2: str, actor: Actor, limit: int) -> Known:
    """Whom we know in a country, with the first friends: one statement."""
    rows = session.execute(*_known_in(iso2, limit, actor=actor)).all()
    friends = [Friend(row.id, row.name, row.party) for row in rows if row.id is not None]
    return Known({row.stage: row.number for row in rows if row.id is None}, friends)


@prebuilt
def _known_in(iso2: str, limit: int, *, actor: Actor) -> AnySelect:
    """A row for each stage with its number, then one for each of the first friends."""
    there = Member.stage.in_(list(Stage)), *_there(iso2, actor)  # all stages: so named, an index alone can count
    nobody = (sa.null().label(column.key) for column in (Member.id, Member.name, Member.party, Member.sort_name))
    stages = sa.select(Member.stage, sa.func.count().label("number"), *nobody).where(*there).group_by(Member.stage)
    first = (
        sa.select(Member.stage, sa.literal(0), Member.id, Member.name, Member.party, Member.sort_name)
        .where(Member.stage == Stage.FRIEND, *_there(iso2, actor))
        .order_by(Member.sort_name, Member.id)
        .limit(limit)
        .subquery()
    )
    either = sa.union_all(stages, sa.select(first)).subquery()
    return sa.select(either).order_by(either.c.sort_name, either.c.id)


def contacts_in(session: Session, iso2: str, actor: Actor, limit: int) -> Sequence[Contact]:
    """Our last calls, meetings, letters and mails with people in a country."""
    return [Contact(*row) for row in session.execute(*_contacts_in(iso2, limit, actor=actor))]


@prebuilt
def _contacts_in(iso2: str, limit: int, *, actor: Actor) -> AnySelect:
    chosen = sa.select(Interaction, Member.name).join(Member, Member.id == Interaction.member_id)
    return chosen.where(*_there(iso2, actor)).order_by(Interaction.on.desc(), Interaction.id.desc()).limit(limit)


def _there(iso2: Any, actor: Actor) -> Sequence[sa.ColumnElement[bool]]:
    """Everybody in a country whom the actor may see."""
    return Member.country_iso2 == iso2, Member.erased_at.is_(None), *visible(actor)
