"""The world by status: each State's place on a drawing, with what is said of it; small States are dots.

What is no State of the list (a territory, a disputed area) is land without a status: the drawing says nothing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.countries.shapes import Shape, World
from crm.languages import long_date, speaking
from crm.treaties.status import TreatyStatus
from crm.treaties.wording import status_heading, status_word


@dataclass(frozen=True, slots=True)
class Mark:
    """A State on the drawing."""

    iso2: str
    name: str
    status: TreatyStatus
    shape: Shape


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The drawing: its size, the land without a status, and every State, the dots last so that nothing hides them."""

    width: float
    height: float
    land: str
    marks: Sequence[Mark]


def draw(world: World, names: Mapping[str, str], statuses: Iterable[tuple[str, TreatyStatus]]) -> WorldMap:
    """Place every State of whose name and status we know; raises KeyError for one the outlines do not have."""
    marks = [Mark(iso2, names[iso2], status, world.places[iso2]) for iso2, status in statuses]
    return WorldMap(
        world.width,
        world.height,
        _land(world, {mark.iso2 for mark in marks}),
        sorted(marks, key=lambda mark: (mark.shape.small, mark.iso2)),
    )


def _land(world: World, states: Collection[str]) -> str:
    """The outlines of all that is no State of the list, as one path."""
    return "".join(shape.path for code, shape in world.places.items() if code not in states)


def captioned(
    world: World,
    treaty: str,
    on: date,
    names: Mapping[str, str],
    statuses: Sequence[tuple[str, TreatyStatus]],
    language: str,
) -> Mapping[str, Any]:
    """The drawing with all that is said on and of it, as its template wants it."""
    _ = speaking(language).gettext
    totals = {status: sum(each is status for _iso2, each in statuses) for status in TreatyStatus}
    legend = {status: f"{status_heading(status, language)}: {total}" for status, total in totals.items()}
    day = long_date(on, language)
    note = _(
        "%(day)s. Boundaries and names imply no opinion; small States are dots. Outlines: Natural Earth, public domain."
    )
    return {
        "title": _("Where States stand: %(treaty)s, %(day)s") % {"treaty": treaty, "day": day},
        "description": "; ".join(legend.values()),
        "map": draw(world, names, statuses),
        "words": {status: status_word(status, language) for status in TreatyStatus},
        "legend": legend,
        "note": note % {"day": day},
        "language": language,
    }
