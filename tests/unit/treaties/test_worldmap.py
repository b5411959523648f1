"""The map of the world by status."""

from __future__ import annotations

import pytest

from crm.countries.shapes import Shape, World
from crm.treaties.status import TreatyStatus
from crm.treaties.worldmap import draw

WORLD = World(
    source="invented",
    width=10,
    height=5,
    places={
        "AA": Shape("M1 1l1 1z", 1, 1, small=False),
        "BB": Shape("", 2, 2, small=True),
        "CC": Shape("M3 3l1 1z", 3, 3, small=False),
        "-Disputed": Shape("M4 4l1 1z", 4, 4, small=False),
    },
)
NAMES = {"AA": "Aland", "BB": "Beland", "CC": "Celand"}


def test_each_state_has_its_name_status_and_place() -> None:
    drawn = draw(WORLD, NAMES, [("AA", TreatyStatus.SIGNATORY)])
    assert [(mark.name, mark.status, mark.shape.x) for mark in drawn.marks] == [("Aland", TreatyStatus.SIGNATORY, 1)]


def test_dots_are_drawn_last() -> None:
    drawn = draw(WORLD, NAMES, [("BB", TreatyStatus.SIGNATORY), ("CC", TreatyStatus.STATE_PARTY)])
    assert [mark.iso2 for mark in drawn.marks] == ["CC", "BB"]


def test_what_is_no_state_of_the_list_is_land_without_a_status() -> None:
    drawn = draw(WORLD, NAMES, [("AA", TreatyStatus.SIGNATORY), ("CC", TreatyStatus.NOT_JOINED)])
    assert drawn.land == "M4 4l1 1z"


def test_a_state_without_a_place_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        draw(WORLD, {"ZZ": "Nowhere"}, [("ZZ", TreatyStatus.SIGNATORY)])
