"""Reading a table of votes: a State and how it voted on each line, as the UN's records and people write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.countries.names import fold
from crm.votes.models import Choice

WORDS = {
    "y": Choice.YES, "yes": Choice.YES, "in favour": Choice.YES, "for": Choice.YES,
    "n": Choice.NO, "no": Choice.NO, "against": Choice.NO,
    "a": Choice.ABSTAINED, "abstained": Choice.ABSTAINED, "abstain": Choice.ABSTAINED, "abstention": Choice.ABSTAINED,
    "absent": Choice.ABSENT, "non voting": Choice.ABSENT, "not voting": Choice.ABSENT, "x": Choice.ABSENT,
}  # fmt: skip
"""How a vote is written, folded."""


@dataclass(frozen=True)
class Table:
    """What a table says: each State's vote, and the lines that say nothing we understand."""

    votes: Mapping[str, Choice]
    faults: Sequence[str]


def read_votes(text: str, names: Mapping[str, str]) -> Table:
    """Read lines of a State and its vote, parted by comma, semicolon or tab; `names` gives codes by folded names.

    A head line and empty lines are passed over; a State that stands there twice is a fault.
    """
    votes: dict[str, Choice] = {}
    faults = []
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=_parted_by(line)))]
        iso2 = _state(cells[0], names)
        choice = WORDS.get(fold(cells[1])) if len(cells) > 1 else None
        if iso2 is None and choice is None and number == 1:
            continue
        if iso2 is None or choice is None or iso2 in votes:
            faults.append(f"{number}: {line.strip()}")
        else:
            votes[iso2] = choice
    return Table(votes, faults)


def _parted_by(line: str) -> str:
    return next((sign for sign in "\t;" if sign in line), ",")


def _state(text: str, names: Mapping[str, str]) -> str | None:
    folded = fold(text)
    return names.get(folded) or (text.upper() if text.upper() in set(names.values()) else None)
