"""What a report asks: friends, actions, outcomes, digests and States in a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionState, Outcome, OutcomeKind, ParliamentaryAction
from crm.actions.period import bounds
from crm.actions.queries.filtering import ActionFilter, by_friends, conditions_of
from crm.actions.queries.summaries import tally
from crm.actions.queries.visibility import visible_to
from crm.countries.models import Country
from crm.digests.models import Digest
from crm.mail.models import MessageState
from crm.members.models import Member, Stage, StageChange
from crm.members.queries.audience import visible
from crm.paging import AnyRow, AnySelect
from crm.prebuilt import prebuilt
from crm.reports.period import Period
from crm.reports.tables import Cell
from crm.results.queries import known_states
from crm.treaties.models import TreatyAction
from crm.treaties.queries import movers

TREATY = "ccm"
BEFORE = timedelta(days=730)
"""How far back we look for what friends did before their State moved."""

MOST = 2_000


@dataclass(frozen=True)
class Move:
    """A treaty action of a State, and how many actions friends there took in the two years before."""

    country: Country
    act: TreatyAction
    since: date
    friends_actions: int


@dataclass(frozen=True)
class Report:
    """Everything a report says of its period."""

    gained: int
    lost: int
    friends: int
    countries: int
    cells: Sequence[Cell]
    outcomes: Mapping[OutcomeKind, int]
    digests: Sequence[tuple[Digest, Mapping[MessageState, int]]]
    moves: Sequence[Move]


def report(session: Session, over: Period, today: date) -> Report:
    """Ask for everything a report says, in a constant number of statements."""
    gained, lost, friends, countries = session.execute(*_friends(over.start, over.end)).one()
    cells = [
        Cell(row.kind, row.aim, row.country_iso2, row.evidence, row.number)
        for row in tally(session, over.start, over.end)
    ]
    return Report(
        gained,
        lost,
        friends,
        countries,
        cells,
        _outcomes(session, over),
        _digests(session, over),
        _moves(session, over, today),
    )


@prebuilt
def _friends(start: date, end: date) -> sa.Select[int, int, int, int]:
    """How many became friends in a period, how many ceased to be, how many there are, and in how many countries."""
    turned = [
        sa.select(sa.func.count()).where(side == Stage.FRIEND, StageChange.on.between(start, end))
        for side in (StageChange.after, StageChange.before)
    ]
    all_of_them = sa.select(sa.func.count()).where(*_is_friend())
    # To look into each country is far quicker than to sort all friends by theirs.
    inhabited = sa.exists().where(Member.country_iso2 == Country.iso2, *_is_friend())
    countries = sa.select(sa.func.count()).select_from(Country).where(inhabited)
    return sa.select(*(number.scalar_subquery() for number in (*turned, all_of_them, countries)))


def friend_moves(session: Session, over: Period, actor: Actor, *, gained: bool) -> Sequence[AnyRow]:
    """Who became a friend, or stopped being one, in a period: (change, member, country)."""
    side = StageChange.after if gained else StageChange.before
    return session.execute(
        sa.select(StageChange, Member, Country)
        .join(Member, Member.id == StageChange.member_id)
        .outerjoin(Country, Country.iso2 == Member.country_iso2)
        .where(side == Stage.FRIEND, StageChange.on.between(over.start, over.end), *visible(actor))
        .order_by(StageChange.on.desc(), StageChange.id.desc())
        .limit(MOST)
    ).all()


def friends_by_country(session: Session) -> Sequence[AnyRow]:
    """Countries with a friend, and how many, the most first: (ISO code, number)."""
    rows = session.execute(*_with_their_friends()).all()
    return sorted((row for row in rows if row.number), key=lambda row: -row.number)


@prebuilt
def _with_their_friends() -> AnySelect:
    """Every country by its name, with its friends counted in the index."""
    number = sa.select(sa.func.count(Member.id)).where(Member.country_iso2 == Country.iso2, *_is_friend())
    return sa.select(Country.iso2, number.scalar_subquery().label("number")).order_by(Country.name_en)


def outcomes_in(session: Session, over: Period, kind: OutcomeKind, actor: Actor) -> Sequence[AnyRow]:
    """Outcomes of friends' actions in a period: (outcome, action, country)."""
    return session.execute(
        sa.select(Outcome, ParliamentaryAction, Country)
        .join(ParliamentaryAction, ParliamentaryAction.id == Outcome.action_id)
        .outerjoin(Country, Country.iso2 == ParliamentaryAction.country_iso2)
        .where(Outcome.kind == kind, *_came_about(over), visible_to(actor))
        .order_by(Outcome.on.desc(), Outcome.id.desc())
        .limit(MOST)
    ).all()


def _is_friend() -> tuple[sa.ColumnElement[bool], ...]:
    return Member.stage == Stage.FRIEND, Member.erased_at.is_(None)


def _came_about(over: Period) -> Sequence[sa.ColumnElement[bool]]:
    """Outcomes whose date lies in the period; one without a date counts when it was noted."""
    limits = bounds(over.start, over.end)
    on = sa.type_coerce(Outcome.on, sa.String(10))
    dated = [on.is_not(None), *(on != text for text in limits.but)]
    dated += [on >= limits.lower] if limits.lower else []
    dated += [on < limits.upper] if limits.upper else []
    noted = sa.and_(on.is_(None), Outcome.noted_at >= over.first, Outcome.noted_at < over.after)
    return sa.or_(sa.and_(*dated), noted), by_friends(), ParliamentaryAction.state == ActionState.DONE


def _outcomes(session: Session, over: Period) -> Mapping[OutcomeKind, int]:
    return dict.fromkeys(OutcomeKind, 0) | dict(session.execute(*_by_kind(over=over)).all())


@prebuilt
def _by_kind(*, over: Period) -> sa.Select[OutcomeKind, int]:
    return (
        sa.select(Outcome.kind, sa.func.count())
        .join(ParliamentaryAction, ParliamentaryAction.id == Outcome.action_id)
        .where(*_came_about(over))
        .group_by(Outcome.kind)
    )


def _digests(session: Session, over: Period) -> Sequence[tuple[Digest, Mapping[MessageState, int]]]:
    digests = session.scalars(*_sent_between(over.first, over.after)).all()
    counts = known_states(session, digests)
    return [(digest, counts[digest.id]) for digest in digests]


@prebuilt
def _sent_between(first: datetime, after: datetime) -> sa.Select[Digest]:
    sent = Digest.sent_at.is_not(None), Digest.sent_at >= first, Digest.sent_at < after
    return sa.select(Digest).where(*sent).order_by(Digest.sent_at, Digest.id)


def _moves(session: Session, over: Period, today: date) -> Sequence[Move]:
    """The States that moved, with what friends there did before: three statements, however many they are."""
    acts = movers(session, TREATY, over.start, over.end, today=today)
    if not acts:
        return ()
    moved = sa.select(Country).where(Country.iso2.in_({act.iso2 for act in acts}))
    countries = {country.iso2: country for country in session.scalars(moved)}
    numbers = session.execute(sa.select(*(_friends_actions(act.iso2, act.on - BEFORE, act.on) for act in acts))).one()
    return [Move(countries[act.iso2], act, act.on - BEFORE, number) for act, number in zip(acts, numbers, strict=True)]


def _friends_actions(iso2: str, start: date, end: date) -> sa.ScalarSelect[int]:
    chosen = ActionFilter(country_iso2=iso2, start=start, end=end, state=ActionState.DONE)
    counted = sa.select(sa.func.count()).select_from(ParliamentaryAction).where(*conditions_of(chosen), by_friends())
    return counted.scalar_subquery()
