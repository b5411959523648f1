"""Where a State is at home on a day, asked of many invented histories."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.milestones.kinds import AWAY, ENDED, TOWARDS, Direction, MilestoneKind, MilestoneState
from crm.milestones.process import Stage, leaving_at_home, leaving_since, months_between, progress
from crm.partial_date import PartialDate

DAYS = st.dates(date(2008, 12, 1), date(2030, 12, 31))
PARTIAL = DAYS.flatmap(lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]]))
DATES = PARTIAL.map(PartialDate)


def stages(kinds: tuple[MilestoneKind, ...] = tuple(MilestoneKind)) -> st.SearchStrategy[list[Stage]]:
    return st.lists(
        st.builds(Stage, st.sampled_from(kinds), st.sampled_from(MilestoneState), DATES, st.none() | DATES), max_size=6
    )


def stage(kind: MilestoneKind, state: MilestoneState, on: str, ended: str = "") -> Stage:
    return Stage(kind, state, PartialDate(on), PartialDate(ended) if ended else None)


TABLED = stage(MilestoneKind.WITHDRAWAL_TABLED, MilestoneState.UNDER_WAY, "2026-03")


@given(stages(), DAYS)
def test_the_furthest_step_was_taken_by_then_and_leads_that_way(steps: list[Stage], on: date) -> None:
    for direction in Direction:
        at = progress(steps, direction, on)
        assert at.furthest is None or any(
            step.kind is at.furthest and step.on is not None and step.on.earliest <= on for step in steps
        )
        assert at.moved_on is None or at.moved_on <= on
        assert at.stalled_months is None or at.stalled_months >= 0


@given(stages(), DAYS, st.randoms())
def test_the_order_in_which_steps_were_entered_does_not_matter(steps: list[Stage], on: date, chance: object) -> None:
    mixed = list(steps)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a source of chance
    assert leaving_since(mixed, on) == leaving_since(steps, on)
    assert all(progress(mixed, way, on) == progress(steps, way, on) for way in Direction)


@given(stages(TOWARDS), DAYS)
def test_no_step_towards_a_treaty_makes_a_state_leave(steps: list[Stage], on: date) -> None:
    assert not leaving_at_home(steps, on)


@given(stages(AWAY), DAYS)
def test_a_withdrawal_that_was_dropped_is_over(steps: list[Stage], on: date) -> None:
    over = Stage(MilestoneKind.WITHDRAWAL_TABLED, MilestoneState.DROPPED, PartialDate.of(on))
    assert not leaving_at_home([*steps, over], on)


@given(stages(AWAY), DAYS)
def test_what_is_only_expected_makes_nobody_leave(steps: list[Stage], on: date) -> None:
    expected = [Stage(step.kind, MilestoneState.EXPECTED, step.on) for step in steps]
    assert not leaving_at_home(expected, on)


@given(stages(AWAY), DAYS)
def test_nothing_that_is_to_come_changes_a_day(steps: list[Stage], on: date) -> None:
    later = Stage(MilestoneKind.WITHDRAWAL_APPROVED, MilestoneState.DONE, PartialDate.of(on + timedelta(days=1)))
    assert leaving_since([*steps, later], on) == leaving_since(steps, on)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_a_state_leaves_from_the_day_the_bill_was_tabled_until_the_day_it_fell(state: MilestoneState) -> None:
    bill = stage(MilestoneKind.WITHDRAWAL_TABLED, state, "2026-03-10", "2026-06-01")
    found = [leaving_at_home([bill], date(2026, *day)) for day in ((3, 9), (3, 10), (5, 31), (6, 1))]
    assert found == [False, True, True, False]


def test_a_debate_that_begins_again_after_a_rejection_counts() -> None:
    fell = stage(MilestoneKind.WITHDRAWAL_TABLED, MilestoneState.REJECTED, "2026-03-10", "2026-06-01")
    again = stage(MilestoneKind.WITHDRAWAL_DEBATED, MilestoneState.UNDER_WAY, "2026-09")
    assert leaving_since([fell, again], date(2026, 8, 31)) is None
    assert leaving_since([fell, again], date(2026, 9, 1)) == date(2026, 9, 1)


def test_once_notified_it_is_no_longer_only_at_home() -> None:
    notified = stage(MilestoneKind.WITHDRAWAL_NOTIFIED, MilestoneState.DONE, "2026-05-02")
    assert leaving_at_home([TABLED, notified], date(2026, 5, 1))
    assert not leaving_at_home([TABLED, notified], date(2026, 5, 2))


def test_a_step_stalls_by_whole_months_and_never_once_all_is_done() -> None:
    bill = stage(MilestoneKind.BILL_TABLED, MilestoneState.DONE, "2025-09-15")
    assert progress([bill], Direction.TOWARDS, date(2026, 3, 14)).stalled_months == 5
    assert progress([bill], Direction.TOWARDS, date(2026, 3, 15)).stalled_months == 6
    deposit = stage(MilestoneKind.INSTRUMENT_DEPOSITED, MilestoneState.DONE, "2026-03-15")
    assert progress([bill, deposit], Direction.TOWARDS, date(2027, 3, 15)).stalled_months is None


def test_months_are_counted_whole() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert months_between(date(2025, 12, 1), date(2026, 2, 1)) == 2
