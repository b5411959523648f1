"""The outlines of the world's countries and territories, as paths of a drawing.

Geometry by Natural Earth (public domain) in the Equal Earth projection, kept in `data/shapes.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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
