"""What every reader gives: one row about one person, or the reason why a row is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from crm.partial_date import PartialDate


class Seat(NamedTuple):
    """A mandate as a row tells it; dates are `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or empty."""

    chamber: str
    party: str = ""
    constituency: str = ""
    term: str = ""
    role: str = ""
    starts: str = ""
    ends: str = ""


class Row(NamedTuple):
    """What one row says of one person; `fields` holds only what the file has a column for."""

    number: int
    scheme: str
    key: str
    fields: Mapping[str, str]
    country_code: str = ""
    country: str = ""
    seat: Seat | None = None


class Refusal(NamedTuple):
    """A row that can't be taken, and why."""

    number: int
    reason: str


class UnreadableError(ValueError):
    """The file as a whole can't be read; its text says why, in plain words."""


LENGTHS: Final = {
    "name": 300, "sort_name": 300, "honorific": 80, "salutation": 300, "gender": 20, "language": 10, "party": 300,
    "territory": 120, "phone": 80, "chamber": 200, "constituency": 300, "term": 120, "role": 120, "id": 120,
    "postal_address": 2_000, "postal_code": 20, "postal_city": 120, "postal_region": 120,
    "note": 20_000, "email": 2_000, "tags": 1_000, "identifiers": 1_000, "country": 120,
    "country_code": 20,
}  # fmt: skip
"""How long each cell may be."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_MANY_LINES: Final = frozenset({"postal_address", "note"})
_GENDERS: Final = {
    "m": "male", "male": "male", "homme": "male", "hombre": "male", "man": "male",
    "f": "female", "female": "female", "femme": "female", "mujer": "female", "woman": "female", "w": "female",
}  # fmt: skip


class RefusedError(ValueError):
    """One row can't be taken."""


def cell(name: str, value: object) -> str:
    """A cell as clean text: no control signs, spaces collapsed; raises RefusedError when it is too long."""
    text = "" if value is None else str(value)
    if not text:
        return ""
    if not text.isprintable():
        text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = text if name in _MANY_LINES else _SPACES.sub(" ", text)
    text = text.strip() if "  " not in text or name in _MANY_LINES else _SPACES.sub(" ", text).strip()
    if len(text) > LENGTHS.get(name, 300):
        message = f"{name} is longer than {LENGTHS.get(name, 300)} characters"
        raise RefusedError(message)
    return text


@lru_cache(maxsize=2_000)
def repeated(name: str, text: str | None) -> str:
    """A cell that says the same in many rows, like a chamber: cleaned once and kept once."""
    return cell(name, text)


@lru_cache(maxsize=2_000)
def day(name: str, text: str | None) -> str:
    """A date cell, whole or partial; raises RefusedError when it is none."""
    text = cell(name, text)
    if not text:
        return ""
    try:
        return str(PartialDate(text[:10] if text[10:11] in {" ", "T"} else text))
    except ValueError:
        message = f"{name} is not a date like 2015, 2015-04 or 2015-04-30: {text[:40]}"
        raise RefusedError(message) from None


@lru_cache(maxsize=1_000)
def gender(text: str | None) -> str:
    """The gender as a word of ours where the source's is clear, else empty."""
    return _GENDERS.get(cell("gender", text).casefold(), "")


@lru_cache(maxsize=2_000)
def party(text: str | None) -> str:
    """The party; sources write "unknown" where they know none."""
    text = cell("party", text)
    return "" if text.casefold() == "unknown" else text


def only_given(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields without those that are empty."""
    return {name: value for name, value in pairs if value}
