"""Dates as people type them: 2026, "March 2026", "2 March 2026" or 2026-03-02; months in English, French or Spanish."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache

from crm.partial_date import PartialDate

LANGUAGES = ("en", "fr", "es")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONGEST = 40
MONTHS_IN_A_YEAR = 12
SHORTEST_MONTH = 3

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})", re.ASCII)
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_WORD_YEAR = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|°)?\.? +)?(?:de +)?([^\W\d_]+)\.?,? +(?:de +|del +)?(\d{4})"
)
_WORD_DAY_YEAR = re.compile(r"([^\W\d_]+)\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")


class Fault(StrEnum):
    """Why a typed date can't be read."""

    NOT_A_DATE = "not a date"
    NO_SUCH_DAY = "no such day"
    TWO_MEANINGS = "two meanings"
    YEAR = "year out of range"


class UnreadableDateError(ValueError):
    """A typed text that is no date; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the reason."""
        super().__init__(str(fault))
        self.fault = fault


def read_date(text: str) -> PartialDate:
    """Read a year, month or day as typed; raises UnreadableDateError."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise UnreadableDateError(Fault.NOT_A_DATE)
    parts = _in_figures(text) or _in_words(text)
    if parts is None:
        raise UnreadableDateError(Fault.NOT_A_DATE)
    year, month, day = parts
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise UnreadableDateError(Fault.YEAR)
    try:
        return PartialDate("-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)]))
    except ValueError:
        raise UnreadableDateError(Fault.NO_SUCH_DAY) from None


def _in_figures(text: str) -> tuple[int, int | None, int | None] | None:
    if match := _ISO.fullmatch(text):
        year, month, day = (None if part is None else int(part) for part in match.groups())
        return year or 0, month, day
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), None
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        return year, *_month_and_day(first, second, dotted=match[2] == ".")
    return None


def _month_and_day(first: int, second: int, *, dotted: bool) -> tuple[int, int]:
    """Dots are written by people who put the day first; a stroke is used both ways, so both must give one day."""
    if dotted or first == second or first > MONTHS_IN_A_YEAR:
        return second, first
    if second > MONTHS_IN_A_YEAR:
        return first, second
    raise UnreadableDateError(Fault.TWO_MEANINGS)


def _in_words(text: str) -> tuple[int, int | None, int | None] | None:
    if match := _DAY_WORD_YEAR.fullmatch(text):
        day, word, year = match.groups()
    elif match := _WORD_DAY_YEAR.fullmatch(text):
        word, day, year = match.groups()
    else:
        return None
    month = _month(word)
    return None if month is None else (int(year), month, None if day is None else int(day))


def _month(word: str) -> int | None:
    """The month that a word names: whole, or shortened to no fewer than three letters that fit one month only."""
    folded = _fold(word)
    if len(folded) < SHORTEST_MONTH:
        return None
    found = {month for name, month in _month_names() if name == folded} or {
        month for name, month in _month_names() if name.startswith(folded)
    }
    return found.pop() if len(found) == 1 else None


@cache
def _month_names() -> tuple[tuple[str, int], ...]:
    from babel import Locale  # noqa: PLC0415 - read when the first date is typed in words

    names = [
        (_fold(name), month)
        for language in LANGUAGES
        for month, name in Locale(language).months["format"]["wide"].items()
    ]
    return (*names, ("sept", 9))


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
