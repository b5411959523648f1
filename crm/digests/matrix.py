"""Who gets a digest, by where their country stands and in which language they read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NO_STATUS: Final = "none"
"""The row of readers without a country whose status we know."""


@dataclass(frozen=True)
class Seat:
    """One reader as the matrix sees them; `wanted` is the language they would rather read, if there is no version."""

    member_id: int
    status: str
    language: str
    wanted: str = ""


@dataclass(frozen=True)
class Cell:
    """Readers of one status and one language: how many, the first of them, and how many would rather read another."""

    number: int
    first: int
    falling_back: int


def matrix(seats: Sequence[Seat]) -> Mapping[tuple[str, str], Cell]:
    """Count readers by status and language."""
    found: dict[tuple[str, str], Cell] = {}
    for seat in seats:
        key = (seat.status, seat.language)
        held = found.get(key, Cell(0, seat.member_id, 0))
        found[key] = Cell(held.number + 1, held.first, held.falling_back + bool(seat.wanted))
    return found
