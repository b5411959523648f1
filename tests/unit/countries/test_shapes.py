"""The outlines of the world."""

from __future__ import annotations

import re

from crm.countries.shapes import SMALL, neighbours, world
from crm.countries.shipped import read_facts


def test_every_state_has_a_place_on_the_drawing() -> None:
    states = {row["iso2"] for row in read_facts("crm.countries", "countries")}
    assert states <= world().places.keys()


def test_a_place_without_an_outline_is_a_dot() -> None:
    assert all(shape.small for shape in world().places.values() if not shape.path)
    assert world().places["MC"].small
    assert not world().places["KE"].small
    assert SMALL > 0


def test_a_path_holds_nothing_but_moves_and_lines() -> None:
    assert all(re.fullmatch(r"[-\d. Mlz]*", shape.path) for shape in world().places.values())


def test_middles_lie_on_the_drawing() -> None:
    held = world()
    assert all(0 <= shape.x <= held.width and 0 <= shape.y <= held.height for shape in held.places.values())


def test_neighbours_are_those_whose_outlines_touch() -> None:
    assert neighbours("KE") == {"ET", "SO", "SS", "TZ", "UG"}
    assert neighbours("LS") == {"ZA"}
    assert neighbours("FJ") == frozenset()
    assert all(iso2 in neighbours(other) for iso2 in ("DE", "BR", "LA") for other in neighbours(iso2))
