"""Where duties stand: never overdue by arithmetic alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.duties.state import Duty, DutyState, Fact, FactKind, all_duties, deadline, judge, kinds_of, law_is_missing

IN_FORCE = date(2010, 8, 1)
TODAY = date(2026, 11, 24)
STOCKS, AREAS, LAW = Duty.DESTROY_STOCKPILES, Duty.CLEAR_AREAS, Duty.IMPLEMENTING_LAW


@pytest.mark.parametrize(
    ("duty", "due"),
    [
        (STOCKS, date(2018, 8, 1)),
        (AREAS, date(2020, 8, 1)),
        (Duty.INITIAL_REPORT, date(2011, 1, 28)),
        (Duty.YEARLY_REPORT, date(2026, 4, 30)),
        (LAW, None),
    ],
)
def test_the_deadline_follows_the_treatys_rule(duty: Duty, due: date | None) -> None:
    assert deadline(duty, IN_FORCE, TODAY) == due


def test_before_the_first_yearly_report_is_due_there_is_none() -> None:
    assert deadline(Duty.YEARLY_REPORT, date(2026, 3, 1), TODAY) is None


def test_without_a_fact_nothing_is_known_and_nothing_overdue() -> None:
    for standing in all_duties([], IN_FORCE, TODAY):
        assert (standing.state, standing.is_overdue) == (DutyState.NOT_KNOWN, False)


def test_no_duty_is_told_before_the_treaty_is_in_force_for_the_state() -> None:
    assert all_duties([], date(2027, 3, 1), TODAY) == []


def test_overdue_needs_a_fact_that_it_applies_and_one_after_the_day_that_it_was_not_done() -> None:
    applies = Fact(STOCKS, FactKind.APPLIES, date(2012, 1, 1))
    not_done = Fact(STOCKS, FactKind.NOT_DONE, date(2020, 1, 1))
    assert not judge(STOCKS, [applies], IN_FORCE, TODAY).is_overdue
    assert not judge(STOCKS, [not_done], IN_FORCE, TODAY).is_overdue
    assert judge(STOCKS, [applies, not_done], IN_FORCE, TODAY).is_overdue
    early = Fact(STOCKS, FactKind.NOT_DONE, date(2017, 1, 1))
    assert not judge(STOCKS, [applies, early], IN_FORCE, TODAY).is_overdue


def test_an_extension_wins_over_the_rule_and_what_is_done_is_done() -> None:
    applies = Fact(AREAS, FactKind.APPLIES, date(2012, 1, 1))
    extended = Fact(AREAS, FactKind.EXTENDED, date(2020, 3, 1), until=date(2025, 8, 1))
    standing = judge(AREAS, [applies, extended], IN_FORCE, TODAY)
    assert (standing.state, standing.due_on, standing.is_overdue) == (DutyState.EXTENDED, date(2025, 8, 1), False)
    late = Fact(AREAS, FactKind.NOT_DONE, date(2026, 1, 1))
    assert judge(AREAS, [applies, extended, late], IN_FORCE, TODAY).is_overdue
    done = Fact(AREAS, FactKind.DONE, date(2026, 2, 1))
    assert judge(AREAS, [applies, extended, late, done], IN_FORCE, TODAY).state is DutyState.DONE


def test_a_later_remnant_has_a_day_of_its_own() -> None:
    told = Fact(AREAS, FactKind.APPLIES, date(2022, 1, 1), until=date(2032, 1, 1))
    assert judge(AREAS, [told], IN_FORCE, TODAY).due_on == date(2032, 1, 1)


def test_a_report_of_another_year_says_nothing_of_this_years() -> None:
    told = Fact(Duty.YEARLY_REPORT, FactKind.DONE, date(2025, 4, 20), year=2025)
    assert judge(Duty.YEARLY_REPORT, [told], IN_FORCE, TODAY).state is DutyState.NOT_KNOWN
    assert judge(Duty.YEARLY_REPORT, [told], IN_FORCE, date(2025, 6, 1)).state is DutyState.DONE


def test_a_law_is_missing_only_where_a_source_says_there_is_none() -> None:
    assert not law_is_missing([], IN_FORCE, TODAY)
    assert law_is_missing([Fact(LAW, FactKind.NO_LAW, date(2025, 1, 1))], IN_FORCE, TODAY)
    later = Fact(LAW, FactKind.SPECIFIC_LAW, date(2026, 1, 1))
    assert not law_is_missing([Fact(LAW, FactKind.NO_LAW, date(2025, 1, 1)), later], IN_FORCE, TODAY)


days = st.dates(date(2010, 8, 1), date(2030, 12, 31))
facts = st.builds(
    Fact,
    st.sampled_from(Duty),
    st.sampled_from(FactKind),
    days,
    st.none() | days,
    st.none() | st.integers(2011, 2030),
)


@given(st.lists(facts, max_size=6), days)
def test_every_duty_has_one_state_and_nobody_is_overdue_without_two_facts(known: list[Fact], on: date) -> None:
    standings = all_duties(known, IN_FORCE, on)
    assert [standing.duty for standing in standings] == list(Duty)
    for standing in standings:
        if standing.is_overdue:
            assert standing.decided_by is not None
            assert standing.decided_by.kind is FactKind.NOT_DONE
            assert standing.due_on is not None
            assert standing.due_on < standing.decided_by.on <= on


of_one_day = st.lists(
    st.builds(Fact, st.just(STOCKS), st.sampled_from(kinds_of(STOCKS)), st.just(date(2020, 1, 1))),
    min_size=2,
    max_size=4,
)


@given(of_one_day.flatmap(lambda known: st.tuples(st.just(known), st.permutations(known))), days)
def test_the_order_in_which_facts_were_entered_changes_nothing(known: tuple[list[Fact], list[Fact]], on: date) -> None:
    one, other = known
    assert all_duties(one, IN_FORCE, on) == all_duties(other, IN_FORCE, on)
    assert law_is_missing(one, IN_FORCE, on) == law_is_missing(other, IN_FORCE, on)


def test_where_sources_of_one_day_differ_nobody_is_called_overdue() -> None:
    day = date(2020, 1, 1)
    applies, not_done, done = (Fact(STOCKS, kind, day) for kind in (FactKind.APPLIES, FactKind.NOT_DONE, FactKind.DONE))
    assert judge(STOCKS, [applies, done, not_done], IN_FORCE, TODAY).state is DutyState.DONE
    assert not judge(STOCKS, [applies, done, not_done], IN_FORCE, TODAY).is_overdue


def test_after_a_source_said_that_it_does_not_apply_not_done_is_no_reproach() -> None:
    kinds = (FactKind.APPLIES, FactKind.NOT_APPLICABLE, FactKind.NOT_DONE)
    known = [Fact(STOCKS, kind, date(2019 + late, 1, 1)) for late, kind in enumerate(kinds)]
    assert not judge(STOCKS, known, IN_FORCE, TODAY).is_overdue


@given(st.sampled_from(Duty))
def test_something_can_be_said_of_every_duty(duty: Duty) -> None:
    assert kinds_of(duty)
