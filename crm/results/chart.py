"""The numbers of issues as a drawing: a bar for each, of what was sent, failed or came back, and was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 720, 220
"""The units of the drawing."""
WIDEST = 60
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Issue:
    """What is drawn of an issue: the day it was sent, and how many mails went, failed or came back, were left out."""

    on: date
    sent: int
    failed: int
    skipped: int

    @property
    def whole(self) -> int:
        """Everybody it was counted for."""
        return self.sent + self.failed + self.skipped


@dataclass(frozen=True)
class Bar:
    """One part of a bar: what it shows, where it stands, how high it is."""

    what: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars with the marks of both axes."""

    bars: Sequence[Bar]
    days: Sequence[tuple[float, date]]
    levels: Sequence[tuple[float, int]]


def draw(issues: Sequence[Issue]) -> Chart:
    """Lay issues out from left to right, each as a bar from the ground up."""
    top = _top(max((issue.whole for issue in issues), default=0))
    place = WIDTH / max(len(issues), 1)
    width = min(place * 0.7, WIDEST)
    bars: list[Bar] = []
    for index, issue in enumerate(issues):
        x, ground = index * place + (place - width) / 2, float(HEIGHT)
        for what, number in (("sent", issue.sent), ("failed", issue.failed), ("skipped", issue.skipped)):
            height = number / top * HEIGHT
            ground -= height
            if number:
                bars.append(Bar(what, round(x, 1), round(ground, 1), round(width, 1), round(height, 1)))
    marked = range(0, len(issues), max(1, -(-len(issues) // 8)))
    days = [(round((index + 0.5) * place, 1), issues[index].on) for index in marked]
    return Chart(bars, days, [(round(HEIGHT - level / top * HEIGHT, 1), level) for level in (0, top // 2, top)])


def _top(highest: int) -> int:
    """The least even round number that holds a height."""
    unit = 2
    while True:
        for step in STEPS:
            if step * unit >= highest:
                return step * unit
        unit *= 10
