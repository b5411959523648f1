"""A country's events on one line: where each mark stands, so that none covers another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.partial_date import PartialDate

WIDTH, MARGIN, GAP, LEVEL, TOP, FOOT = 900, 24, 24, 26, 22, 46
MOST_TICKS = 10


class EventKind(StrEnum):
    """What an event on the line is; each kind has its own shape."""

    TREATY_ACTION = "treaty_action"
    STEP = "step"
    ACTION = "action"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened or is expected in a country: when, what, where to read more, and by what we know."""

    kind: EventKind
    on: PartialDate
    text: str
    address: str = ""
    detail: str = ""
    expected: bool = False
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an event stands in the drawing: its number in the list, and the span of days it can mean."""

    number: int
    event: Event
    x: float
    until: float
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The line with its marks, years and today; `axis` is the height at which the line runs."""

    marks: Sequence[Mark]
    years: Sequence[tuple[int, float]]
    today: float
    axis: int

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return self.axis + FOOT


def draw(events: Sequence[Event], today: date) -> Drawing:
    """Place the events, in the order of their days, from left to right; marks too near each other are piled up."""
    first = min([today, *(event.on.earliest for event in events)])
    last = max([today, *(event.on.latest for event in events)])
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (day - first).days / span, 1)

    ends: list[float] = []
    placed: list[tuple[int, Event, int]] = []
    for number, event in enumerate(sorted(events, key=order), start=1):
        at = x(event.on.earliest)
        level = next((level for level, end in enumerate(ends) if end + GAP <= at), len(ends))
        ends[level : level + 1] = [at]
        placed.append((number, event, level))
    axis = TOP + LEVEL * max(len(ends), 1)
    marks = [
        Mark(number, event, x(event.on.earliest), x(event.on.latest), axis - LEVEL * level - LEVEL // 2)
        for number, event, level in placed
    ]
    return Drawing(marks, _years(first, last, x), x(today), axis)


def order(event: Event) -> tuple[date, str, str]:
    """By the first day it can mean; what is known by the year alone comes before its months and days."""
    return event.on.earliest, str(event.on), event.text


def _years(first: date, last: date, x: Callable[[date], float]) -> Sequence[tuple[int, float]]:
    """The years to write under the line, not too many."""
    every = max(1, -(-(last.year - first.year) // MOST_TICKS))
    starts = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1) if (year - first.year - 1) % every == 0]
    return [(day.year, x(day)) for day in starts]
