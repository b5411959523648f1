"""Lists of follow-ups: whose, which, by when; the Today list is one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from crm.accounts.models import User
from crm.accounts.rights import Act, Actor, Relation, reach
from crm.actions.models import ParliamentaryAction
from crm.actions.queries.filtering import NAMES
from crm.countries.models import Country
from crm.followups.due import Due, span
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.members.models import Member
from crm.paging import AnySelect, Order, number_of
from crm.prebuilt import prebuilt

FEW = 500
"""No more than this number of one's own follow-ups are looked up first; more are met on the way down the list."""

ORDERS: Mapping[str, Order] = {
    "due": Order((FollowUp.due_on, FollowUp.id)),
    "closed": Order((FollowUp.closed_at, FollowUp.id), nullable=True),
}


class Whose(StrEnum):
    """Follow-ups by their owner: one's own and nobody's, nobody's, or all."""

    MINE = "mine"
    NOBODYS = "nobodys"
    ALL = "all"


@dataclass(frozen=True)
class FollowUpFilter:
    """Which follow-ups: `owner_id` asks for one user's, else `whose` says."""

    whose: Whose = Whose.MINE
    owner_id: int | None = None
    due: Due | None = None
    kind: FollowUpKind | None = None
    state: FollowUpState = FollowUpState.OPEN
    member_id: int | None = None
    country_iso2: str | None = None


@dataclass(frozen=True)
class FollowUpRow:
    """A follow-up with the person, the country, the action and the owner it names."""

    follow_up: FollowUp
    person: str | None
    country: Country | None
    action_title: str | None
    owner: str | None


def follow_ups(session: Session, chosen: FollowUpFilter, actor: Actor, today: date) -> AnySelect:
    """The statement of a list, not yet sorted: rows that FollowUpRow takes.

    Whether what is one's own or nobody's is little is asked first, in a statement of its own.
    """
    whose = Whose.ALL if chosen.owner_id is not None else chosen.whose
    few = whose is Whose.MINE and actor.user_id is not None and _own_are_few(session, chosen.state, actor.user_id)
    return _chosen(chosen, whose, actor, today, few=few)


@lru_cache(maxsize=64)
def _chosen(chosen: FollowUpFilter, whose: Whose, actor: Actor, today: date, *, few: bool) -> AnySelect:
    conditions: list[sa.ColumnElement[bool]] = [FollowUp.state == chosen.state, *_of(whose, chosen.state, actor, few)]
    if chosen.due is not None:
        first, last = span(chosen.due, today)
        conditions.extend([FollowUp.due_on >= first] if first else [])
        conditions.extend([FollowUp.due_on <= last] if last else [])
    equal = [
        (FollowUp.kind, chosen.kind),
        (FollowUp.member_id, chosen.member_id),
        (FollowUp.country_iso2, chosen.country_iso2),
        (FollowUp.owner_id, chosen.owner_id),
    ]
    conditions.extend(column == value for column, value in equal if value is not None)
    return with_names().where(visible_to(actor), *conditions)


def today(session: Session, actor: Actor, today: date, limit: int = 20) -> Sequence[FollowUpRow]:
    """What is due or overdue for an actor, the longest overdue first; what nobody owns waits for all."""
    due = follow_ups(session, FollowUpFilter(due=Due.TODAY), actor, today)
    return read_rows(session, ORDERS["due"].apply(due).limit(limit))


def follow_ups_of_action(session: Session, action_id: int, actor: Actor, limit: int = 50) -> Sequence[FollowUpRow]:
    """What was promised beside an action."""
    chosen = with_names().where(FollowUp.action_id == action_id, visible_to(actor))
    return read_rows(session, ORDERS["due"].apply(chosen).limit(limit))


def follow_ups_of_member(session: Session, member_id: int, actor: Actor, limit: int = 50) -> Sequence[FollowUpRow]:
    """What waits or waited about a person, the latest due first."""
    chosen = with_names().where(FollowUp.member_id == member_id, visible_to(actor))
    return read_rows(session, ORDERS["due"].reversed.apply(chosen).limit(limit))


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether an actor may see a follow-up: those who keep the records see all, a member their own requests."""
    return visible_by(reach(actor, Act.SEE_FOLLOW_UPS), sorted(actor.members))


def visible_by(relation: Relation, members: Any) -> sa.ColumnElement[bool]:
    """The same by how far the act reaches, and whose requests are one's own."""
    if relation is Relation.ANY:
        return sa.true()
    if relation is Relation.NONE:
        return sa.false()
    return sa.and_(FollowUp.member_id.in_(members), FollowUp.kind == FollowUpKind.REQUEST)


def with_names() -> AnySelect:
    """Follow-ups with the names of what they point to, in one statement."""
    return (
        sa.select(
            FollowUp,
            Member.name.label("person"),
            Country,
            ParliamentaryAction.title.label("action_title"),
            sa.func.coalesce(sa.func.nullif(User.name, ""), User.email).label("owner"),
        )
        .outerjoin(Member, Member.id == FollowUp.member_id)
        .outerjoin(Country, Country.iso2 == FollowUp.country_iso2)
        .outerjoin(ParliamentaryAction, ParliamentaryAction.id == FollowUp.action_id)
        .outerjoin(User, User.id == FollowUp.owner_id)
        .options(load_only(*NAMES))
    )


def read_rows(session: Session, statement: AnySelect) -> Sequence[FollowUpRow]:
    """Read the rows of a statement made by follow_ups."""
    return [as_row(row) for row in session.execute(statement)]


def as_row(row: Sequence[Any]) -> FollowUpRow:
    """One row of such a statement."""
    return FollowUpRow(*row[:5])


def _own_are_few(session: Session, state: FollowUpState, user_id: int) -> bool:
    number: int = session.execute(*_number_of_own(state, user_id)).scalar_one()
    return number <= FEW


@prebuilt
def _number_of_own(state: FollowUpState, user_id: int) -> sa.Select[int]:
    """How many are one's own and how many nobody's, together; of each no more than FEW + 1 are looked at."""
    own, nobodys = (number_of(_with_owner(state, owner), FEW).scalar_subquery() for owner in _own(user_id))
    return sa.select(own + nobodys)


def _of(whose: Whose, state: FollowUpState, actor: Actor, few: bool) -> list[sa.ColumnElement[bool]]:  # noqa: FBT001 - what was asked first
    if whose is Whose.ALL:
        return []
    if whose is Whose.NOBODYS or actor.user_id is None:
        return [FollowUp.owner_id.is_(None)]
    if few:
        return [FollowUp.id.in_(sa.union_all(*(_with_owner(state, owner) for owner in _own(actor.user_id))))]
    # Not an OR: the list is walked by its day, and an OR would be gathered and sorted first.
    return [sa.func.coalesce(FollowUp.owner_id, actor.user_id) == actor.user_id]


def _own(user_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return FollowUp.owner_id == user_id, FollowUp.owner_id.is_(None)


def _with_owner(state: FollowUpState, owner: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(FollowUp.id).where(FollowUp.state == state, owner)
