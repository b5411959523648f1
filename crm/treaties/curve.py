"""How a treaty spread: how many States had signed and were party, day by day and year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.treaties.acts import CONSENT, Act, TreatyActionKind

WIDTH, HEIGHT = 720, 220
"""The units of the drawing."""

LEVEL = 50
"""How many States lie between two lines of the grid."""


@dataclass(frozen=True, slots=True)
class Point:
    """How many States had ever signed, and were party, at the end of a day."""

    on: date
    signed: int
    parties: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The two lines as points of an SVG polyline, with the marks of both axes."""

    signed: str
    parties: str
    years: Sequence[tuple[float, int]]
    levels: Sequence[tuple[float, int]]


def history(acts: Mapping[str, Iterable[Act]], until: date) -> Sequence[Point]:
    """Follow the treaty from its first act: one point for each day on which something moved."""
    moves: dict[date, list[tuple[str, TreatyActionKind]]] = {}
    for iso2, mine in acts.items():
        for act in mine:
            if act.on <= until:
                moves.setdefault(act.on, []).append((iso2, act.kind))
    signed: set[str] = set()
    parties: set[str] = set()
    points = []
    for on in sorted(moves):
        for iso2, kind in moves[on]:
            if kind is TreatyActionKind.SIGNATURE:
                signed.add(iso2)
            elif kind in CONSENT:
                parties.add(iso2)
            elif kind is TreatyActionKind.WITHDRAWAL_EFFECTIVE:
                parties.discard(iso2)
        points.append(Point(on, len(signed), len(parties)))
    return points


def by_year(points: Sequence[Point], until: date) -> Sequence[Point]:
    """The last point of each year, and for the last year the day asked for."""
    if not points:
        return []
    years = range(points[0].on.year, until.year + 1)
    return [_at(points, min(date(year, 12, 31), until)) for year in years]


def draw(points: Sequence[Point], until: date) -> Curve:
    """Lay the two lines out on the drawing: days from left to right, States from bottom to top."""
    highest = max((number for point in points for number in (point.signed, point.parties)), default=0)
    top = -(-highest // LEVEL) * LEVEL or LEVEL
    first = date(points[0].on.year, 1, 1) if points else until
    days = max((until - first).days, 1)

    def across(day: date) -> float:
        return round((day - first).days / days * WIDTH, 1)

    def up(number: int) -> float:
        return round(HEIGHT - number / top * HEIGHT, 1)

    last = [_at(points, until)] if points else []
    return Curve(
        signed=_stairs([(across(point.on), up(point.signed)) for point in [*points, *last]]),
        parties=_stairs([(across(point.on), up(point.parties)) for point in [*points, *last]]),
        years=[(across(date(year, 1, 1)), year) for year in range(first.year, until.year + 1) if year % 5 == 0],
        levels=[(up(number), number) for number in range(0, top + 1, LEVEL)],
    )


def _at(points: Sequence[Point], on: date) -> Point:
    before = [point for point in points if point.on <= on]
    return Point(on, before[-1].signed, before[-1].parties) if before else Point(on, 0, 0)


def _stairs(corners: Sequence[tuple[float, float]]) -> str:
    """A line that moves only when something happened."""
    path: list[tuple[float, float]] = []
    for x, y in corners:
        if path:
            path.append((x, path[-1][1]))
        if not path or path[-1] != (x, y):
            path.append((x, y))
    return " ".join(f"{x:g},{y:g}" for x, y in path)
