"""Where a duty stands on a day: derived from sourced facts and the day the treaty came into force for the State.

Date arithmetic alone accuses nobody: "overdue" needs a fact that the duty applies and a fact, of a day after it was
due, that it was not done. Source of the rules: Convention on Cluster Munitions, Articles 3, 4, 7 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Duty(StrEnum):
    """A duty with a date or with something to show for it; victim assistance and help to others have neither."""

    DESTROY_STOCKPILES = "destroy_stockpiles"
    CLEAR_AREAS = "clear_areas"
    INITIAL_REPORT = "initial_report"
    YEARLY_REPORT = "yearly_report"
    IMPLEMENTING_LAW = "implementing_law"


ARTICLES = {
    Duty.DESTROY_STOCKPILES: 3,
    Duty.CLEAR_AREAS: 4,
    Duty.INITIAL_REPORT: 7,
    Duty.YEARLY_REPORT: 7,
    Duty.IMPLEMENTING_LAW: 9,
}

ALWAYS = frozenset({Duty.INITIAL_REPORT, Duty.YEARLY_REPORT, Duty.IMPLEMENTING_LAW})
"""Duties that every State Party has, by the treaty itself; the others apply where stocks or contamination are known."""


class FactKind(StrEnum):
    """What a source says of a duty; the last four are classes of implementing measures."""

    APPLIES = "applies"
    DONE = "done"
    NOT_DONE = "not_done"
    EXTENDED = "extended"
    NOT_APPLICABLE = "not_applicable"
    SPECIFIC_LAW = "specific_law"
    EXISTING_LAW = "existing_law"
    IN_PREPARATION = "in_preparation"
    NO_LAW = "no_law"


LAW = frozenset({FactKind.SPECIFIC_LAW, FactKind.EXISTING_LAW, FactKind.IN_PREPARATION, FactKind.NO_LAW})
NEEDS_UNTIL = frozenset({FactKind.EXTENDED})


def kinds_of(duty: Duty) -> Sequence[FactKind]:
    """What can be said of a duty."""
    if duty is Duty.IMPLEMENTING_LAW:
        return [kind for kind in FactKind if kind in LAW]
    if duty in ALWAYS:
        return [FactKind.DONE, FactKind.NOT_DONE]
    return [kind for kind in FactKind if kind not in LAW]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a source says: on which day it was so, until when something is due or extended, of which year's report."""

    duty: Duty
    kind: FactKind
    on: date
    until: date | None = None
    year: int | None = None


class DutyState(StrEnum):
    """Where a duty stands."""

    NOT_KNOWN = "not_known"
    APPLIES = "applies"
    EXTENDED = "extended"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """A duty of a State on a day: its state, when it is due, the fact that decides, and whether it is overdue."""

    duty: Duty
    state: DutyState
    due_on: date | None = None
    decided_by: Fact | None = None
    is_overdue: bool = False


STOCKPILE_YEARS, CLEARANCE_YEARS = 8, 10
INITIAL_REPORT_DAYS = 180
REPORT_MONTH, REPORT_DAY = 4, 30


def deadline(duty: Duty, in_force_on: date, on: date) -> date | None:
    """When a duty is due by the treaty's rule; of the yearly reports the last one due on a day, if any was."""
    if duty is Duty.DESTROY_STOCKPILES:
        return _years_after(in_force_on, STOCKPILE_YEARS)
    if duty is Duty.CLEAR_AREAS:
        return _years_after(in_force_on, CLEARANCE_YEARS)
    if duty is Duty.INITIAL_REPORT:
        return in_force_on + timedelta(days=INITIAL_REPORT_DAYS)
    if duty is Duty.YEARLY_REPORT:
        last = date(on.year, REPORT_MONTH, REPORT_DAY)
        last = last if last <= on else last.replace(year=on.year - 1)
        # The first yearly report follows the initial one.
        return last if last > in_force_on + timedelta(days=INITIAL_REPORT_DAYS) else None
    return None


def judge(duty: Duty, facts: Iterable[Fact], in_force_on: date, on: date) -> DutyStanding:
    """Say where a duty stands on a day by what was known then."""
    due = deadline(duty, in_force_on, on)
    known = sorted((fact for fact in facts if fact.duty is duty and fact.on <= on), key=_order)
    if duty is Duty.YEARLY_REPORT:
        known = [fact for fact in known if due is not None and fact.year == due.year]
    if not known:
        return DutyStanding(duty, DutyState.NOT_KNOWN, due)
    last = known[-1]
    # A granted extension, or a day that a source gives, wins over the rule.
    told = [fact.until for fact in known if fact.until is not None]
    due = told[-1] if told else due
    return DutyStanding(duty, _STATES[last.kind], due, last, _is_overdue(duty, known, due, on))


_STATES = {
    FactKind.APPLIES: DutyState.APPLIES,
    FactKind.NOT_DONE: DutyState.APPLIES,
    FactKind.NO_LAW: DutyState.APPLIES,
    FactKind.IN_PREPARATION: DutyState.APPLIES,
    FactKind.EXTENDED: DutyState.EXTENDED,
    FactKind.DONE: DutyState.DONE,
    FactKind.SPECIFIC_LAW: DutyState.DONE,
    FactKind.EXISTING_LAW: DutyState.DONE,
    FactKind.NOT_APPLICABLE: DutyState.NOT_APPLICABLE,
}


def _order(fact: Fact) -> tuple[date, int, date, int]:
    """By the days; where sources of one day differ, the one that reproaches least has the last word."""
    return fact.on, _GENTLER.index(fact.kind), fact.until or date.min, fact.year or 0


_GENTLER = (
    FactKind.NOT_DONE,
    FactKind.NO_LAW,
    FactKind.APPLIES,
    FactKind.IN_PREPARATION,
    FactKind.EXTENDED,
    FactKind.EXISTING_LAW,
    FactKind.SPECIFIC_LAW,
    FactKind.DONE,
    FactKind.NOT_APPLICABLE,
)


def _is_overdue(duty: Duty, known: Sequence[Fact], due: date | None, on: date) -> bool:
    last = known[-1]
    said = [fact.kind for fact in known if fact.kind in {FactKind.APPLIES, FactKind.EXTENDED, FactKind.NOT_APPLICABLE}]
    applies = duty in ALWAYS or (bool(said) and said[-1] is not FactKind.NOT_APPLICABLE)
    return applies and due is not None and last.kind is FactKind.NOT_DONE and due < last.on <= on


def all_duties(facts: Sequence[Fact], in_force_on: date, on: date) -> Sequence[DutyStanding]:
    """Where every duty of a State Party stands; none before the treaty is in force for it."""
    return [judge(duty, facts, in_force_on, on) for duty in Duty] if in_force_on <= on else []


def law_is_missing(facts: Sequence[Fact], in_force_on: date, on: date) -> bool:
    """Whether a source says that there are no implementing measures; that none is known says nothing."""
    decided = judge(Duty.IMPLEMENTING_LAW, facts, in_force_on, on).decided_by
    return decided is not None and decided.kind is FactKind.NO_LAW


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; the treaty is in force from a first of a month, so there is one."""
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004 - February
