"""Actions of a time, a country or a person, for digests, reports and the pages of other things."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionState, Outcome, OutcomeKind, ParliamentaryAction, Participation, Visibility
from crm.actions.queries.filtering import ORDERS, ActionFilter, by_friends, conditions_of
from crm.actions.queries.records import ActionRecord, participants_of
from crm.actions.queries.visibility import OPEN, visible_to
from crm.countries.models import Country
from crm.paging import AnyRow, AnySelect, read_page
from crm.prebuilt import prebuilt

LATEST_FIRST = ORDERS["on"].reversed
_LATEST = ParliamentaryAction.on.is_(None), ParliamentaryAction.on.desc(), ParliamentaryAction.id.desc()

ANSWERS = (OutcomeKind.ANSWER, OutcomeKind.COMMITMENT)
"""What a Government says."""

ANSWERED_AMONG = 100
"""The last answers of a Government are looked for among as many of the latest actions."""


def actions_between(
    session: Session,
    start: datetime,
    end: datetime,
    actor: Actor,
    *,
    visibilities: Collection[Visibility] = OPEN,
    limit: int = 200,
) -> Sequence[ActionRecord]:
    """Friends' actions written down from start until before end and open to the network, the newest first."""
    action = ParliamentaryAction
    chosen = (
        _with_country()
        .where(action.logged_at >= start, action.logged_at < end, action.visibility.in_(visibilities))
        .where(action.state == ActionState.DONE, by_friends())
        .order_by(action.logged_at.desc(), action.id.desc())
        .limit(limit)
    )
    return _as_records(session, session.execute(chosen).all(), actor)


def actions_in_country(session: Session, iso2: str, actor: Actor, limit: int = 10) -> Sequence[ActionRecord]:
    """What was done in a country's parliament, the latest first."""
    chosen = _with_country().where(
        ParliamentaryAction.country_iso2 == iso2, visible_to(actor), *conditions_of(ActionFilter())
    )
    return _as_records(session, read_page(session, chosen, LATEST_FIRST, size=limit).rows, actor)


def dated_in_country(session: Session, iso2: str, actor: Actor, limit: int) -> Sequence[AnyRow]:
    """The latest actions with a date in a country's parliament: (id, on, title)."""
    return session.execute(*_dated_in_country(iso2, limit, actor=actor)).all()


@prebuilt
def _dated_in_country(iso2: str, limit: int, *, actor: Actor) -> AnySelect:
    action = ParliamentaryAction
    return (
        sa.select(action.id, action.on, action.title)
        .where(action.country_iso2 == iso2, visible_to(actor), *conditions_of(ActionFilter()), action.on.is_not(None))
        .order_by(action.on.desc(), action.id.desc())
        .limit(limit)
    )


def done_in_country(
    session: Session, iso2: str, actor: Actor, limit: int
) -> Sequence[tuple[ParliamentaryAction, Sequence[Outcome]]]:
    """What was done in a country's parliament last, and whatever the Government answered last, in one statement.

    Each action has the Government's answers and commitments beside it; the latest first.
    """
    found: dict[ParliamentaryAction, list[Outcome]] = {}
    for done, outcome in session.execute(*_done_in_country(iso2, limit, actor=actor)):
        found.setdefault(done, []).extend([outcome] if outcome is not None else [])
    return list(found.items())


@prebuilt
def _done_in_country(iso2: str, limit: int, *, actor: Actor) -> AnySelect:
    action = ParliamentaryAction
    there = action.country_iso2 == iso2, visible_to(actor), *conditions_of(ActionFilter())
    answered = (
        sa.select(Outcome.action_id)
        .where(Outcome.kind.in_(ANSWERS), Outcome.action_id.in_(_latest(there, ANSWERED_AMONG)))
        .order_by(Outcome.on.is_(None), Outcome.on.desc(), Outcome.id.desc())
        .limit(limit)
    )
    either = sa.union(*(sa.select(ids.subquery()) for ids in (_latest(there, limit), answered)))
    return (
        sa.select(action, Outcome)
        .outerjoin(Outcome, sa.and_(Outcome.action_id == action.id, Outcome.kind.in_(ANSWERS)))
        .where(action.id.in_(either))
        .order_by(*_LATEST, Outcome.on, Outcome.id)
    )


def actions_of_member(session: Session, member_id: int, actor: Actor, limit: int = 50) -> Sequence[ActionRecord]:
    """What somebody took part in, the latest first."""
    took_part = sa.select(Participation.action_id).where(Participation.member_id == member_id)
    chosen = _with_country().where(ParliamentaryAction.id.in_(took_part), visible_to(actor))
    return _as_records(session, session.execute(LATEST_FIRST.apply(chosen).limit(limit)).all(), actor)


def tally(session: Session, start: date, end: date) -> Sequence[AnyRow]:
    """How many actions friends took from start to end: `number` by `kind`, `aim`, `country_iso2` and `evidence`."""
    return session.execute(*_tally(start=start, end=end)).all()


@prebuilt
def _tally(*, start: date, end: date) -> AnySelect:
    action = ParliamentaryAction
    parts = (action.kind, action.aim, action.country_iso2, action.evidence)
    chosen = ActionFilter(start=start, end=end, state=ActionState.DONE)
    counted = sa.select(*parts, sa.func.count().label("number")).where(*conditions_of(chosen), by_friends())
    return counted.group_by(*parts).order_by(*parts)


def _latest(conditions: Sequence[sa.ColumnElement[bool]], number: int) -> sa.Select[int]:
    """The ids of the latest actions that fit, those without a date last.

    Both kinds are walked down the index: to sort all that a country has would take longer than its page.
    """
    action = ParliamentaryAction
    fitting = sa.select(action.id, action.on).where(*conditions)
    dated = fitting.where(action.on.is_not(None)).order_by(action.on.desc(), action.id.desc()).limit(number)
    undated = fitting.where(action.on.is_(None)).order_by(action.id.desc()).limit(number)
    either = sa.union_all(sa.select(dated.subquery()), sa.select(undated.subquery())).subquery()
    return sa.select(either.c.id).order_by(either.c.on.is_(None), either.c.on.desc(), either.c.id.desc()).limit(number)


def _with_country() -> AnySelect:
    return sa.select(ParliamentaryAction, Country).outerjoin(Country, Country.iso2 == ParliamentaryAction.country_iso2)


def _as_records(session: Session, rows: Sequence[AnyRow], actor: Actor) -> Sequence[ActionRecord]:
    people = participants_of(session, [row[0].id for row in rows], actor)
    return [ActionRecord(action, country, people.get(action.id, ())) for action, country, *_keys in rows]
