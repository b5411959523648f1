"""The outlines of the world's countries and territories, as paths of a drawing.

Geometry by Natural Earth (public domain) in the Equal Earth projection, kept in `data/shapes.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

SMALL = 6.0
"""The area, in square units of the drawing, below which a place is drawn as a dot."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on the drawing: its outline as an SVG path, and its middle. A small one is drawn as a dot."""

    path: str
    x: float
    y: float
    small: bool


@dataclass(frozen=True, slots=True)
class World:
    """Every place by its ISO 3166-1 alpha-2 code (some areas have a name with a dash), and the size of the drawing."""

    source: str
    width: float
    height: float
    places: Mapping[str, Shape]


@cache
def world() -> World:
    """Read the outlines, once."""
    kept = json.loads((resources.files("crm.countries") / "data" / "shapes.json").read_text(encoding="utf-8"))
    _left, _top, width, height = map(float, kept["viewBox"].split())
    places = {code: _shape(**place) for code, place in kept["places"].items()}
    return World(kept["source"], width, height, places)


def _shape(path: str, at: tuple[float, float], area: float) -> Shape:
    x, y = at
    return Shape(path, x, y, small=area < SMALL)


@cache
def neighbours(iso2: str) -> frozenset[str]:
    """Whoever shares a border on land: the outlines of neighbours have points in common, by how they were made."""
    mine = _points(world().places[iso2].path)
    return frozenset(
        code for code, shape in world().places.items() if code != iso2 and not mine.isdisjoint(_points(shape.path))
    )


def with_neighbours(iso2: str) -> Sequence[str]:
    """A code and those of its neighbours on land; a code that has no outline stands alone."""
    return [iso2, *sorted(neighbours(iso2))] if iso2 in world().places else [iso2]


_RING = re.compile(r"M(\S+) ([^\sl]+)l([^zM]*)z")


@cache
def _points(path: str) -> frozenset[tuple[float, float]]:
    """The corners of an outline, in tenths of a unit of the drawing."""
    points = set()
    for start_x, start_y, steps in _RING.findall(path):
        x, y = float(start_x), float(start_y)
        points.add((round(x, 1), round(y, 1)))
        numbers = [float(number) for number in steps.split()]
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.add((round(x, 1), round(y, 1)))
    return frozenset(points)
