"""Where States stand: their treaty actions read in two statements, whatever the number, and derived in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.countries.models import Country
from crm.duties.models import DutyFact
from crm.duties.state import Duty, Fact, FactKind, all_duties, law_is_missing
from crm.milestones.kinds import AWAY, MilestoneKind, MilestoneState
from crm.milestones.models import Milestone
from crm.milestones.process import Stage, leaving_since
from crm.partial_date import PartialDate
from crm.treaties.acts import CONSENT, WITHDRAWAL, Act
from crm.treaties.freshness import fresh_since
from crm.treaties.models import Position, StepOverride, Treaty, TreatyAction
from crm.treaties.positions import CALLS_FOR_INTERIM_MEASURES
from crm.treaties.queries.records import open_on
from crm.treaties.rules import Rules
from crm.treaties.status import NOTHING_MORE, Circumstances, Counts, Standing, count, in_force_since, standing_on


def standings(
    session: Session, treaty_key: str, on: date, *, today: date | None = None, only: Collection[str] | None = None
) -> dict[str, Standing]:
    """Where every State (or `only` these) stands on a day, by ISO code: two statements, whatever the number.

    A treaty action under embargo on `today` (else on the day asked for) is left out. Raises LookupError
    when there is no such treaty.
    """
    held = _standings(session, on, today or on, treaty_key, only)
    if not held:
        message = f"no treaty has the key {treaty_key!r}, or no State is known"
        raise LookupError(message)
    return {iso2: standing for (_treaty, iso2), standing in held.items()}


def standing_of(session: Session, treaty_key: str, iso2: str, on: date, *, today: date | None = None) -> Standing:
    """Where one State stands on a day; raises LookupError when there is no such treaty or State."""
    return standings(session, treaty_key, on, today=today, only=[iso2])[iso2]


def standings_under_all(
    session: Session, only: Collection[str], on: date, *, today: date | None = None
) -> Mapping[tuple[str, str], Standing]:
    """Where some States stand on a day under every treaty, by the treaty's key and the State's code: two statements."""
    return _standings(session, on, today or on, None, only)


def counts(session: Session, treaty_key: str, on: date, *, today: date | None = None) -> Counts:
    """How many States stand where on a day."""
    return count(standings(session, treaty_key, on, today=today).values())


def acts_under(session: Session, treaty_key: str, today: date) -> Mapping[str, Sequence[Act]]:
    """What every State did about a treaty, by its ISO code."""
    statement = _acts(one_treaty=True, some_states=False)
    rows = session.execute(statement, _asked(treaty_key, None, today=today)).all()
    return {iso2: acts for (_treaty, iso2), acts in _by_state(rows).items()}


def _standings(
    session: Session, on: date, today: date, treaty_key: str | None, only: Collection[str] | None
) -> Mapping[tuple[str, str], Standing]:
    """Standings by treaty and State, of one treaty or of all."""
    kind = {"one_treaty": treaty_key is not None, "some_states": only is not None}
    rows = tuple(session.execute(_acts(**kind), _asked(treaty_key, only, today=today)).all())
    days = {"since": fresh_since(on), "on": on, "today": today}
    known = tuple(session.execute(_known(**kind), _asked(treaty_key, only, **days)).all())
    return _derive_all(rows, known, on) if only is None else _derive(rows, known, on)


def _derive(rows: Sequence[Any], known: Sequence[Any], on: date) -> Mapping[tuple[str, str], Standing]:
    rules = {row.treaty_key: _rules(row) for row in {row.treaty_key: row for row in rows}.values()}
    said = _Said(known)
    return {
        (treaty, iso2): standing_on(iso2, rules[treaty], acts, on, said.of(treaty, iso2, acts, on, rules[treaty]))
        for (treaty, iso2), acts in _by_state(rows).items()
    }


class _Said:
    """What else is known of States, by what it is about."""

    def __init__(self, known: Iterable[Any]) -> None:
        self._armed: set[str] = set()
        self._texts: dict[tuple[str, str], Circumstances] = {}
        self._facts: dict[tuple[str, str], list[Fact]] = {}
        self._stages: dict[tuple[str, str], list[Stage]] = {}
        for what, treaty, iso2, text, state, began, ended in known:
            if what == POSITION:
                self._armed.add(iso2)
            elif what == DUTY:
                duty, _colon, year = text.partition(":")
                days = date.fromisoformat(began), date.fromisoformat(ended) if ended else None
                fact = Fact(Duty(duty), FactKind(state), *days, int(year) if year else None)
                self._facts.setdefault((treaty, iso2), []).append(fact)
            elif what == TEXT:
                until = date.fromisoformat(began)
                own_words = Circumstances(override=text, override_until=until, override_by=state)
                self._texts[treaty, iso2] = own_words
            else:
                dates = (PartialDate(day) if day else None for day in (began, ended))
                stage = Stage(MilestoneKind(text), MilestoneState(state), *dates)
                self._stages.setdefault((treaty, iso2), []).append(stage)

    def of(self, treaty: str, iso2: str, acts: Sequence[Act], on: date, rules: Rules) -> Circumstances:
        """What is known of one State under one treaty."""
        return replace(
            self._texts.get((treaty, iso2), NOTHING_MORE),
            **self._duties(treaty, iso2, acts, on, rules),
            leaving_at_home=_leaving_at_home(self._stages.get((treaty, iso2), ()), acts, on),
            has_or_uses=iso2 in self._armed,
        )

    def _duties(self, treaty: str, iso2: str, acts: Sequence[Act], on: date, rules: Rules) -> dict[str, Any]:
        """Whether sources say that a duty is overdue, or that there is no law; without sources neither is said."""
        facts, since = self._facts.get((treaty, iso2)), in_force_since(acts, rules, on)
        if not facts or since is None or since > on:
            return {}
        overdue = next((one.duty for one in all_duties(facts, since, on) if one.is_overdue), None)
        return {"overdue": overdue, "law_missing": law_is_missing(facts, since, on)}


def _leaving_at_home(stages: Sequence[Stage], acts: Iterable[Act], on: date) -> bool:
    """Whether a withdrawal goes on at home; once the State has acted about it, its treaty actions say how it stands."""
    since = leaving_since(stages, on) if stages else None
    return since is not None and not any(since <= act.on <= on and act.kind in WITHDRAWAL | CONSENT for act in acts)


_derive_all = lru_cache(maxsize=16)(_derive)
"""What follows from the same rows is the same: the database is asked every time, the deriving is done once."""


def _by_state(rows: Iterable[Any]) -> dict[tuple[str, str], list[Act]]:
    acts: dict[tuple[str, str], list[Act]] = {}
    for iso2, kind, on, in_force_on, treaty, *_rules_of_it in rows:
        mine = acts.setdefault((treaty, iso2), [])
        if kind is not None:
            mine.append(Act(kind, on, in_force_on))
    return acts


def _asked(treaty_key: str | None, only: Collection[str] | None, **days: date) -> dict[str, Any]:
    """What fills the holes of a statement below."""
    treaty = {} if treaty_key is None else {"treaty": treaty_key.lower()}
    return {**days, **treaty, **({} if only is None else {"only": list(only)})}


@cache
def _acts(*, one_treaty: bool, some_states: bool) -> sa.Select[*tuple[Any, ...]]:
    """One row per State and act, the treaty's rules on each; a State that never acted has one row without an act.

    Built once: `today`, `treaty` and `only` are filled in when it is asked.
    """
    open_today = open_on(sa.bindparam("today", type_=sa.Date))
    act = sa.and_(TreatyAction.iso2 == Country.iso2, TreatyAction.treaty_key == Treaty.key, open_today)
    chosen = (
        sa.select(
            Country.iso2,
            TreatyAction.kind,
            TreatyAction.on,
            TreatyAction.in_force_on.label("act_in_force_on"),
            Treaty.key.label("treaty_key"),
            Treaty.opened_on,
            Treaty.signature_closes_on,
            Treaty.triggered_on,
            Treaty.in_force_on,
            Treaty.entry_into_force_rule,
            Treaty.withdrawal_rule,
            Treaty.has_duties,
        )
        .select_from(Country)
        .join(Treaty, Treaty.key == sa.bindparam("treaty") if one_treaty else sa.true())
        .outerjoin(TreatyAction, act)
        .order_by(Country.iso2, TreatyAction.on, TreatyAction.id)
    )
    return chosen.where(Country.iso2.in_(_ONLY)) if some_states else chosen


def _rules(row: Any) -> Rules:
    return Rules(
        opened_on=row.opened_on,
        signature_closes_on=row.signature_closes_on,
        triggered_on=row.triggered_on,
        in_force_on=row.in_force_on,
        entry_into_force=row.entry_into_force_rule,
        withdrawal=row.withdrawal_rule,
        has_duties=row.has_duties,
    )


@cache
def _known(*, one_treaty: bool, some_states: bool) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """What is known besides acts: positions that call for interim measures, the coordinator's own text, steps at home.

    Built once: `since`, `on`, `today`, `treaty` and `only` are filled in when it is asked.
    """
    since, on, today = (sa.bindparam(name, type_=sa.Date) for name in ("since", "on", "today"))
    arms = _row(POSITION, sa.literal(""), Position.iso2, sa.literal("")).where(
        Position.topic.in_(CALLS_FOR_INTERIM_MEASURES),
        Position.value == "yes",
        sa.or_(Position.edition_on.between(since, on), Position.confirmed_on.between(since, on)),
    )
    texts = _row(
        TEXT,
        StepOverride.treaty_key,
        StepOverride.iso2,
        StepOverride.text,
        sa.func.coalesce(_author(), ""),
        sa.cast(StepOverride.expires_on, sa.String),
        # Nobody wrote it for days gone by.
    ).where(StepOverride.expires_on >= on, on >= today)
    leaving = _row(
        LEAVING,
        Milestone.treaty_key,
        Milestone.iso2,
        sa.cast(Milestone.kind, sa.String),
        sa.cast(Milestone.state, sa.String),
        sa.func.coalesce(sa.type_coerce(Milestone.on, sa.String), ""),
        sa.func.coalesce(sa.type_coerce(Milestone.ended_on, sa.String), ""),
    ).where(
        Milestone.kind.in_(AWAY),
        sa.or_(Milestone.embargo_until.is_(None), Milestone.embargo_until <= today),
    )
    duties = _row(
        DUTY,
        DutyFact.treaty_key,
        DutyFact.iso2,
        sa.cast(DutyFact.duty, sa.String) + ":" + sa.func.coalesce(sa.cast(DutyFact.year, sa.String), ""),
        sa.cast(DutyFact.kind, sa.String),
        sa.cast(DutyFact.on, sa.String),
        sa.func.coalesce(sa.cast(DutyFact.until, sa.String), ""),
    )
    if one_treaty:
        duties = duties.where(DutyFact.treaty_key == sa.bindparam("treaty"))
        texts = texts.where(StepOverride.treaty_key == sa.bindparam("treaty"))
        leaving = leaving.where(Milestone.treaty_key == sa.bindparam("treaty"))
    if some_states:
        arms, texts = arms.where(Position.iso2.in_(_ONLY)), texts.where(StepOverride.iso2.in_(_ONLY))
        leaving = leaving.where(Milestone.iso2.in_(_ONLY))
        duties = duties.where(DutyFact.iso2.in_(_ONLY))
    return sa.union_all(arms, texts, leaving, duties)


def _author() -> sa.ScalarSelect[Any]:
    """Who wrote a text of our own."""
    name = sa.func.coalesce(sa.func.nullif(User.name, ""), User.email)
    return sa.select(name).where(User.id == StepOverride.author_id).scalar_subquery()


POSITION, TEXT, LEAVING, DUTY = "position", "text", "leaving", "duty"
"""What a row of `_known` is about."""

_BLANKS = (sa.literal(""), sa.literal(""), sa.literal(""))


def _row(what: str, *parts: Any) -> sa.Select[*tuple[Any, ...]]:
    """A row of what is known: what it is about, treaty, State, text, and of a step its state and two dates."""
    filled = (sa.literal(what), *parts, *_BLANKS)[:7]
    return sa.select(*(part.label(name) for part, name in zip(filled, _NAMES, strict=True)))


_NAMES = ("what", "treaty", "iso2", "text", "state", "began", "ended")

_ONLY: sa.BindParameter[str] = sa.bindparam("only", expanding=True)
