"""Where States stand: their treaty actions read in two statements, whatever the number, and derived in memory.

A third reads the treaty, unless the session holds it already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
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
from crm.paging import AnySelect
from crm.partial_date import PartialDate
from crm.prebuilt import prebuilt
from crm.treaties.acts import CONSENT, WITHDRAWAL, Act
from crm.treaties.freshness import fresh_since
from crm.treaties.models import Position, StepOverride, Treaty, TreatyAction
from crm.treaties.positions import CALLS_FOR_INTERIM_MEASURES
from crm.treaties.queries.records import get_treaty, open_on
from crm.treaties.rules import Rules
from crm.treaties.status import NOTHING_MORE, Circumstances, Counts, Standing, count, in_force_since, standing_on


def standings(
    session: Session, treaty_key: str, on: date, *, today: date | None = None, only: Collection[str] | None = None
) -> dict[str, Standing]:
    """Where every State (or `only` these) stands on a day, by ISO code.

    A treaty action under embargo on `today` (else on the day asked for) is left out. Raises LookupError
    when there is no such treaty, or no such State.
    """
    held, _rows = _standings(session, [get_treaty(session, treaty_key)], on, today or on, only)
    if not held:
        message = "no State is known"
        raise LookupError(message)
    return {iso2: standing for (_treaty, iso2), standing in held.items()}


def standings_and_acts(
    session: Session, treaty: Treaty, on: date, *, today: date
) -> tuple[Mapping[str, Standing], Mapping[str, Sequence[Act]]]:
    """Where every State stands on a day, and all it ever did about the treaty, both by ISO code."""
    held, rows = _standings(session, [treaty], on, today, None)
    acts = _by_state(rows)
    return {iso2: standing for (_treaty, iso2), standing in held.items()}, {iso2: acts[_, iso2] for _, iso2 in acts}


def standing_of(session: Session, treaty_key: str, iso2: str, on: date, *, today: date | None = None) -> Standing:
    """Where one State stands on a day; raises LookupError when there is no such treaty or State."""
    return standings(session, treaty_key, on, today=today, only=[iso2])[iso2]


def standings_under(
    session: Session, treaties: Sequence[Treaty], only: Collection[str], on: date, *, today: date
) -> Mapping[tuple[str, str], Standing]:
    """Where some States stand on a day under some treaties, by the treaty's key and the State's code."""
    return _standings(session, treaties, on, today, only)[0]


def counts(session: Session, treaty_key: str, on: date, *, today: date | None = None) -> Counts:
    """How many States stand where on a day."""
    return count(standings(session, treaty_key, on, today=today).values())


def acts_under(session: Session, treaty_key: str, today: date) -> Mapping[str, Sequence[Act]]:
    """What every State did about a treaty, by its ISO code."""
    rows = session.execute(*_acts([treaty_key.lower()], today, [], some_states=False)).all()
    return {iso2: acts for (_treaty, iso2), acts in _by_state(rows).items()}


def _standings(
    session: Session, treaties: Sequence[Treaty], on: date, today: date, only: Collection[str] | None
) -> tuple[Mapping[tuple[str, str], Standing], Sequence[Any]]:
    """Standings by treaty and State, and the rows of acts that they rest on."""
    rules = tuple((treaty.key, treaty.rules) for treaty in treaties)
    some, keys, states = only is not None, [treaty.key for treaty in treaties], list(only or ())
    rows = tuple(session.execute(*_acts(keys, today, states, some_states=some)).all())
    known = tuple(session.execute(*_known(keys, fresh_since(on), on, today, states, some_states=some)).all())
    derive = _derive if some else _derive_all
    return derive(rules, rows, known, on), rows


def _derive(
    rules_of: Sequence[tuple[str, Rules]], rows: Sequence[Any], known: Sequence[Any], on: date
) -> Mapping[tuple[str, str], Standing]:
    rules, said = dict(rules_of), _Said(known)
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
    for iso2, treaty, kind, on, in_force_on in rows:
        mine = acts.setdefault((treaty, iso2), [])
        if kind is not None:
            mine.append(Act(kind, on, in_force_on))
    return acts


@prebuilt
def _acts(treaties: Sequence[str], today: date, only: Sequence[str], *, some_states: bool) -> AnySelect:
    """One row per State, treaty and act; a State that never acted has one row without an act."""
    act = sa.and_(TreatyAction.iso2 == Country.iso2, TreatyAction.treaty_key == Treaty.key, open_on(today))
    chosen = (
        sa.select(Country.iso2, Treaty.key, TreatyAction.kind, TreatyAction.on, TreatyAction.in_force_on)
        .select_from(Country)
        .join(Treaty, Treaty.key.in_(treaties))
        .outerjoin(TreatyAction, act)
        .order_by(Country.iso2, TreatyAction.on, TreatyAction.id)
    )
    return chosen.where(Country.iso2.in_(only)) if some_states else chosen


@prebuilt
def _known(
    treaties: Sequence[str], since: date, on: date, today: date, only: Sequence[str], *, some_states: bool
) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """What is known besides acts: positions that call for interim measures, our own text, steps at home."""
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
    ).where(StepOverride.treaty_key.in_(treaties), StepOverride.expires_on >= on, sa.type_coerce(on, sa.Date) >= today)
    leaving = _row(
        LEAVING,
        Milestone.treaty_key,
        Milestone.iso2,
        sa.cast(Milestone.kind, sa.String),
        sa.cast(Milestone.state, sa.String),
        sa.func.coalesce(sa.type_coerce(Milestone.on, sa.String), ""),
        sa.func.coalesce(sa.type_coerce(Milestone.ended_on, sa.String), ""),
    ).where(
        Milestone.treaty_key.in_(treaties),
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
    ).where(DutyFact.treaty_key.in_(treaties))
    if some_states:
        arms, texts = arms.where(Position.iso2.in_(only)), texts.where(StepOverride.iso2.in_(only))
        leaving, duties = leaving.where(Milestone.iso2.in_(only)), duties.where(DutyFact.iso2.in_(only))
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
