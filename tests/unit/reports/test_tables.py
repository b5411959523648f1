"""Counts of actions put together by a part of them."""

from __future__ import annotations

from crm.actions.models import ActionKind, Evidence
from crm.reports.tables import Cell, Line, lines
from crm.treaties.step import Step

CELLS = (
    Cell(ActionKind.QUESTION, Step.RATIFY, "KE", Evidence.TOLD, 3),
    Cell(ActionKind.QUESTION, None, "UG", Evidence.SEEN, 4),
    Cell(ActionKind.MOTION, Step.RATIFY, None, Evidence.SEEN, 1),
)


def test_told_and_seen_stand_beside_each_other_the_largest_first() -> None:
    assert lines(CELLS, "kind") == [Line("question", 3, 4), Line("motion", 0, 1)]


def test_what_is_not_known_comes_last_whatever_its_number() -> None:
    assert lines(CELLS, "aim") == [Line("ratify", 3, 1), Line(None, 0, 4)]


def test_every_table_adds_up_to_the_same_number() -> None:
    sums = {part: sum(line.number for line in lines(CELLS, part)) for part in ("kind", "aim", "country_iso2")}
    assert set(sums.values()) == {8}
