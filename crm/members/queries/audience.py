"""The only door to people: a filter, within what the actor may see; lists, exports and mails go through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.accounts.rights import Act, Actor, Relation, Role, reach
from crm.countries.models import Country
from crm.mail.models import Address
from crm.members.audience import Filter
from crm.members.models import EmailAddress, Mandate, Member, NameWord, Stage, Subscription, Tag
from crm.paging import number_of
from crm.treaties.queries import standings

TREATY = "ccm"
"""The treaty whose status a filter means."""

DIGEST = "digest"
"""The topic of the whole digest; every other is one of its topics."""

COMMON = 2_000
"""A word that begins more names than this is common."""

LAST_LETTER = "\U0010ffff"
"""Sorts after every letter that follows a prefix."""

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class People:
    """The people a filter means, as far as the actor may see them: a statement still to be asked."""

    conditions: tuple[Condition, ...]

    def ids(self) -> sa.Select[int]:
        """Select their ids."""
        return sa.select(Member.id).where(*self.conditions)

    def select(self, *columns: Any) -> sa.Select[Any]:
        """Select columns of theirs; what is not of `Member` must be joined by the caller."""
        return sa.select(*columns).where(*self.conditions)

    def count(self, session: Session) -> int:
        """How many they are."""
        return session.scalar(sa.select(sa.func.count(Member.id)).where(*self.conditions)) or 0

    def also(self, *conditions: Condition) -> People:
        """Those of them for whom this holds too."""
        return People((*self.conditions, *conditions))


def people(session: Session, meant: Filter, actor: Actor, now: datetime, *, walked: bool = False) -> People:
    """The people a filter means and this actor may see; asks at most three statements, for the status of States.

    `walked` is for the first few in an order that has an index, where the words searched for are common: people
    are met in their order and looked up among those who have the words, instead of gathering and sorting all who do.
    """
    chosen = _chosen(meant, actor, now.date(), walked=walked)
    return chosen.also(_of_standing(session, meant, now)) if meant.statuses else chosen


@lru_cache(maxsize=64)
def _chosen(meant: Filter, actor: Actor, today: date, *, walked: bool) -> People:
    """What a filter means without asking anything; kept, for most ask for the same few lists."""
    conditions = [Member.erased_at.is_(None), *visible(actor), *_of_member(meant), *_beside_member(meant)]
    if meant.quiet_days is not None:
        since = today - timedelta(days=min(meant.quiet_days, today.toordinal() - 1))
        conditions.append(sa.or_(Member.last_contact_on.is_(None), Member.last_contact_on < since))
    conditions += _search(meant, Member.id + 0 if walked else Member.id)
    return People(tuple(conditions))


def visible(actor: Actor) -> Sequence[Condition]:
    """Whom an actor may see: members themselves, staff all but the shielded they don't look after, coordinators all."""
    reached = reach(actor, Act.SEE_PEOPLE)
    if reached is Relation.NONE:
        return [sa.false()]
    if reached is not Relation.ANY:
        return [Member.id.in_(sorted(actor.members))]
    if actor.role is Role.COORDINATOR:
        return []
    return [sa.or_(Member.shielded.is_(False), Member.owner_id == actor.user_id)]


def _of_member(meant: Filter) -> list[Condition]:
    chosen: list[tuple[Any, Sequence[Any]]] = [
        (Member.stage, [Stage(stage) for stage in meant.stages]),
        (Member.country_iso2, meant.countries),
        (Member.party, meant.parties),
        (Member.language, meant.languages),
        (Member.owner_id, meant.owners),
    ]
    return [_one_of(column, values) for column, values in chosen if values]


def _one_of(column: Any, values: Sequence[Any]) -> Condition:
    """One value is compared by equality, so that an index can be walked in order."""
    condition: Condition = column == values[0] if len(values) == 1 else column.in_(values)
    return condition


def _beside_member(meant: Filter) -> list[Condition]:
    conditions: list[Condition] = []
    if meant.chambers:
        conditions.append(Member.id.in_(sa.select(Mandate.member_id).where(Mandate.chamber_id.in_(meant.chambers))))
    if meant.topics:
        conditions.append(sa.or_(*(_gets(topic) for topic in meant.topics)))
    if meant.regions:
        conditions.append(_of_regions(meant.regions))
    if meant.tags:
        conditions.append(Member.id.in_(sa.select(Tag.member_id).where(Tag.word.in_(meant.tags))))
    return conditions


def _gets(topic: str) -> Condition:
    """Whether somebody gets the digest, or of it a topic: whoever gets it gets each that they did not turn off."""
    held = sa.select(Subscription.member_id)
    gets = Member.id.in_(held.where(Subscription.topic == DIGEST, Subscription.ended_at.is_(None)))
    if topic == DIGEST:
        return gets
    return sa.and_(gets, Member.id.not_in(held.where(Subscription.topic == topic, Subscription.ended_at.is_not(None))))


def _of_regions(regions: Sequence[str]) -> Condition:
    areas = Country.region, Country.subregion, Country.intermediate_region
    of_region = sa.select(Country.iso2).where(sa.or_(*(area.in_(regions) for area in areas)))
    return Member.country_iso2.in_(of_region)


def _of_standing(session: Session, meant: Filter, now: datetime) -> Condition:
    known = standings(session, TREATY, now.date())
    return Member.country_iso2.in_(sorted(iso2 for iso2, at in known.items() if at.status in meant.statuses))


def has_common_words(session: Session, meant: Filter) -> bool:
    """Whether names are searched for, by words each of which so many have that a list of people soon meets them."""
    if not meant.words or "@" in meant.search:
        return False
    having = (sa.select(NameWord.member_id).where(begins(NameWord.word, word)) for word in meant.words)
    found = (number_of(rows, COMMON).scalar_subquery() for rows in having)
    numbers: Sequence[int] = session.execute(sa.select(*found)).one()
    return min(numbers) > COMMON


def _search(meant: Filter, number: sa.ColumnElement[int] | InstrumentedAttribute[int]) -> list[Condition]:
    """Every word begins a word of a name; a text with an @ begins an address. What holds no word finds nobody."""
    if not meant.search:
        return []
    if "@" in meant.search:
        typed = meant.search.lower()
        linked = (
            sa.select(EmailAddress.member_id)
            .join(Address, Address.id == EmailAddress.address_id)
            .where(Address.email >= typed, Address.email < typed + LAST_LETTER)
        )
        return [number.in_(linked)]
    return [having_word(begins(NameWord.word, word), number) for word in meant.words] or [sa.false()]


def having_word(spelt: Condition, number: sa.ColumnElement[int] | InstrumentedAttribute[int] = Member.id) -> Condition:
    """Whether somebody has a word in their names for which this holds."""
    return number.in_(sa.select(NameWord.member_id).where(spelt))


def begins(column: Any, text: str) -> Condition:
    """Whether a column begins with a text, as a range of its index."""
    return sa.and_(column >= text, column < text + LAST_LETTER)
