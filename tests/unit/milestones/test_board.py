"""The board's cards and the line of a country's events."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crm.countries.place import Place
from crm.milestones.board import Known, Wanted, cards, columns
from crm.milestones.kinds import KINDS, Direction, MilestoneKind, MilestoneState
from crm.milestones.process import Stage
from crm.milestones.timeline import GAP, MARGIN, WIDTH, Event, EventKind, draw, order
from crm.partial_date import PartialDate

TODAY = date(2026, 3, 2)
DAYS = st.dates(date(2008, 12, 1), date(2030, 12, 31))


KENYA = Place("KE", "Kenya", "Africa", "Eastern Africa", "", "kenya")
NOWHERE = Place("XX", "Nowhere", "Africa", "Eastern Africa", "", "nowhere")


def known(kind: MilestoneKind, state: MilestoneState, on: str | None, owner: int | None = None) -> Known:
    return Known(Stage(kind, state, PartialDate(on) if on else None), owner, "Robin" if owner else "", "")


def test_a_country_stands_under_its_furthest_step_with_what_is_expected_next() -> None:
    steps = [
        known(MilestoneKind.BILL_TABLED, MilestoneState.DONE, "2025-03"),
        known(MilestoneKind.COMMITTEE, MilestoneState.UNDER_WAY, "2025-09"),
        known(MilestoneKind.CHAMBER_VOTE, MilestoneState.EXPECTED, "2026-05", owner=3),
    ]
    (card,) = cards([KENYA, NOWHERE], {"KE": steps}, TODAY)
    assert (card.furthest, card.next_kind, card.next_on) == (
        MilestoneKind.COMMITTEE,
        MilestoneKind.CHAMBER_VOTE,
        "2026-05",
    )
    assert (card.moved_on, card.stalled_months, card.owners) == (date(2025, 9, 1), 6, [(3, "Robin")])


def test_every_step_has_its_column_and_every_card_stands_in_one() -> None:
    shown = cards([KENYA], {"KE": [known(MilestoneKind.COMMITTEE, MilestoneState.EXPECTED, None)]}, TODAY)
    found = columns(shown)
    assert [kind for _way, kind, _held in found] == [None, *KINDS[Direction.TOWARDS], *KINDS[Direction.AWAY]]
    assert [card for _way, _kind, held in found for card in held] == list(shown)


def test_a_withdrawal_that_was_dropped_has_no_card() -> None:
    dropped = [known(MilestoneKind.WITHDRAWAL_TABLED, MilestoneState.DROPPED, "2025-03")]
    assert not cards([KENYA], {"KE": dropped}, TODAY)


def test_what_an_address_says_in_jest_limits_nothing() -> None:
    assert Wanted.read({"way": "up", "stalled": "-3", "owner": "9" * 30}) == Wanted()


@given(st.lists(DAYS, min_size=1, max_size=30))
def test_no_mark_covers_another_and_all_stand_on_the_line(days: list[date]) -> None:
    events = [Event(EventKind.STEP, PartialDate.of(day), str(day)) for day in days]
    drawing = draw(events, TODAY)
    assert [mark.event for mark in drawing.marks] == sorted(events, key=order)
    assert all(MARGIN <= mark.x <= WIDTH - MARGIN and 0 < mark.y < drawing.axis for mark in drawing.marks)
    rows = {mark.y: sorted(each.x for each in drawing.marks if each.y == mark.y) for mark in drawing.marks}
    assert all(right - left >= GAP for row in rows.values() for left, right in itertools.pairwise(row))
    assert len(drawing.years) <= 11


def test_an_empty_line_has_today() -> None:
    assert draw([], TODAY).today == MARGIN
