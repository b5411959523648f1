"""Lists of actions: what is asked for, by whom, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import (
    ActionKind,
    ActionState,
    ActionWord,
    Evidence,
    Outcome,
    ParliamentaryAction,
    Participation,
    Visibility,
)
from crm.actions.period import bounds
from crm.actions.queries.visibility import visible_to
from crm.countries.models import Country
from crm.members.models import Member, NameWord, Stage
from crm.members.names import MAX_WORD, fold
from crm.members.queries.audience import visible
from crm.paging import AnySelect, Order, Total, count_rows
from crm.treaties.step import Step

FEW = 250
"""People of no more than this number are looked up first; of more, each action is asked for them."""

RARE = 2_000
"""A word in no more actions than this is looked up first; a commoner one is met soon on the way down the list."""

COUNT_AT_MOST = 1_000
MOST_WORDS = 8

LISTED = (
    ParliamentaryAction.id,
    ParliamentaryAction.on,
    ParliamentaryAction.kind,
    ParliamentaryAction.kind_as_written,
    ParliamentaryAction.title,
    ParliamentaryAction.country_iso2,
    ParliamentaryAction.body,
    ParliamentaryAction.aim,
    ParliamentaryAction.evidence,
    ParliamentaryAction.visibility,
    ParliamentaryAction.state,
    ParliamentaryAction.reference,
    ParliamentaryAction.link,
    ParliamentaryAction.logged_at,
)
"""What lists and files of actions say; plain values, for whole objects cost as much as the rest of the page."""

NAMES = (Country.iso2, Country.name_en, Country.name_fr, Country.name_es)

ORDERS: Mapping[str, Order] = {
    "on": Order((ParliamentaryAction.on, ParliamentaryAction.id), nullable=True),
    "logged": Order((ParliamentaryAction.logged_at, ParliamentaryAction.id)),
}


@dataclass(frozen=True)
class ActionFilter:
    """Which actions: each part that is set narrows the list; without a state, drafts are left out."""

    kind: ActionKind | None = None
    country_iso2: str | None = None
    aim: Step | None = None
    evidence: Evidence | None = None
    visibility: Visibility | None = None
    state: ActionState | None = None
    start: date | None = None
    end: date | None = None
    member_id: int | None = None
    person: str = ""
    text: str = ""
    friends: bool = False
    answered: bool = False
    model_text_id: int | None = None


def actions(session: Session, chosen: ActionFilter, actor: Actor) -> AnySelect:
    """The statement of a list, not yet sorted: rows of LISTED and the number of `outcomes`.

    Looking up a rare word or a name takes a statement of its own.
    """
    looked_up = [*_taken_part_in(session, chosen, actor), *_words(session, chosen.text)]
    listed = _listed(chosen, actor)
    return listed.where(*looked_up) if looked_up else listed


def count_actions(session: Session, chosen: ActionFilter, actor: Actor) -> Total:
    """How many actions there are, counted up to a limit."""
    return count_rows(session, actions(session, chosen, actor), COUNT_AT_MOST)


@lru_cache(maxsize=64)
def _listed(chosen: ActionFilter, actor: Actor) -> AnySelect:
    """What a list asks without looking anything up; kept, for most ask for the same few lists."""
    number = sa.select(sa.func.count()).where(Outcome.action_id == ParliamentaryAction.id).scalar_subquery()
    chosen_ones = sa.select(*LISTED, number.label("outcomes")).where(visible_to(actor), *conditions_of(chosen))
    if chosen.friends:
        chosen_ones = chosen_ones.where(by_friends())
    if chosen.answered:
        chosen_ones = chosen_ones.where(sa.exists().where(Outcome.action_id == ParliamentaryAction.id))
    return chosen_ones


def conditions_of(chosen: ActionFilter) -> list[sa.ColumnElement[bool]]:
    """The parts of a filter that look at the action's own row."""
    action = ParliamentaryAction
    wanted: list[tuple[Any, Any]] = [
        (action.kind, chosen.kind),
        (action.country_iso2, chosen.country_iso2),
        (action.aim, chosen.aim),
        (action.evidence, chosen.evidence),
        (action.visibility, chosen.visibility),
        (action.state, chosen.state),
        (action.model_text_id, chosen.model_text_id),
    ]
    conditions: list[sa.ColumnElement[bool]] = [column == value for column, value in wanted if value is not None]
    if chosen.state is None:
        conditions.append(action.state != ActionState.DRAFT)
    return conditions + _period(chosen.start, chosen.end)


def _period(start: date | None, end: date | None) -> list[sa.ColumnElement[bool]]:
    limits = bounds(start, end)
    on = sa.type_coerce(ParliamentaryAction.on, sa.String(10))
    conditions: list[sa.ColumnElement[bool]] = []
    if limits.lower is not None:
        conditions.append(on >= limits.lower)
    if limits.upper is not None:
        conditions.append(on < limits.upper)
    return conditions + [on != text for text in limits.but]


def _taken_part_in(session: Session, chosen: ActionFilter, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """Whether the person, or people of a name whom the actor may see, took part: few are looked up first."""
    if chosen.member_id is None and not chosen.person.strip():
        return []
    named: list[sa.ColumnElement[bool]] = [
        Member.id.in_(sa.select(NameWord.member_id).where(_begins(NameWord.word, word)))
        for word in _folded(chosen.person)
    ]
    if chosen.person.strip() and not named:
        named = [sa.false()]
    if chosen.member_id is not None:
        named.append(Member.id == chosen.member_id)
    meant = sa.select(Member.id).where(Member.erased_at.is_(None), *visible(actor), *named)
    found = session.scalars(meant.limit(FEW + 1)).all()
    taken_part = ParliamentaryAction.id == Participation.action_id
    if len(found) > FEW:
        # A sum, so that each action's few participants are looked up among many people, not the other way round.
        return [sa.exists().where(taken_part, (Participation.member_id + 0).in_(meant))]
    theirs = sa.select(Participation.action_id).where(Participation.member_id.in_(found))
    return [ParliamentaryAction.id.in_(theirs)]


def by_friends() -> sa.ColumnElement[bool]:
    """Whether a friend took part in an action and did not withdraw."""
    return sa.exists().where(
        Participation.action_id == ParliamentaryAction.id,
        Participation.withdrawn_on.is_(None),
        Member.id == Participation.member_id,
        Member.stage == Stage.FRIEND,
    )


def _words(session: Session, text: str) -> list[sa.ColumnElement[bool]]:
    """Every word must begin a word of the action; a rare one is looked up at once, so that its list is short."""
    words = _folded(text)
    for word in words:
        found = session.scalars(
            sa.select(ActionWord.action_id).where(_begins(ActionWord.word, word)).distinct().limit(RARE + 1)
        ).all()
        if len(found) <= RARE:
            others = [other for other in words if other != word]
            return [ParliamentaryAction.id.in_(found), *_met_on_the_way(others)]
    return [sa.false()] if text.strip() and not words else _met_on_the_way(words)


def _met_on_the_way(words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [
        sa.exists().where(ActionWord.action_id == ParliamentaryAction.id, _begins(ActionWord.word, word))
        for word in words
    ]


def _folded(text: str) -> list[str]:
    folded = fold(text[: MAX_WORD * MOST_WORDS].replace("\x00", " "))
    return [word[:MAX_WORD] for word in folded.split()][:MOST_WORDS]


def _begins(column: Any, word: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= word, column < word + "\U0010ffff")
