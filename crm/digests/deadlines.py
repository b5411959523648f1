"""Dates of a country that come near: when they are said, and when they are news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.digests.windows import Window
from crm.languages import long_date, speaking

NEAR: Final = timedelta(days=90)
"""A date is said from so long before it on."""


@dataclass(frozen=True)
class Deadline:
    """A sourced date of a country: what is due on it, in each language, and since when we know of it."""

    iso2: str
    on: date
    known_since: date
    words: Mapping[str, str]

    def is_near(self, today: date) -> bool:
        """Whether it lies ahead, and not far."""
        return today < self.on <= today + NEAR

    def is_news(self, window: Window) -> bool:
        """Whether it came near, or became known, in the window of a digest; later issues only repeat it."""
        return max(self.on - NEAR, self.known_since) >= window.starts_at.date()


def duty_line(duty: str, on: date, language: str, *, extended: bool) -> str:
    """Say when a duty is due."""
    _ = speaking(language).gettext
    words = _("{duty}: extended to {day}.") if extended else _("{duty}: due on {day}.")
    return words.replace("{day}", long_date(on, language)).replace("{duty}", duty)


def step_line(step: str, on: date, language: str) -> str:
    """Say when a step at home is expected."""
    _ = speaking(language).gettext
    return _("{step}: expected on {day}.").replace("{day}", long_date(on, language)).replace("{step}", step)


def begins_line(meeting: str, place: str, on: date, language: str) -> str:
    """Say when a meeting in the country begins."""
    words = speaking(language).gettext("It begins on {day}: {meeting}, {place}.")
    return words.replace("{day}", long_date(on, language)).replace("{place}", place).replace("{meeting}", meeting)
