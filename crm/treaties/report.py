"""The standing of every State as rows and as the JSON that scripts rely on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from crm.treaties.status import Standing, count

COLUMNS = (
    "iso2",
    "name",
    "status",
    "signed_on",
    "deposited_on",
    "deposit_kind",
    "in_force_on",
    "withdrawal_effective_on",
    "next_step",
)
"""The keys of a State, in the order of a file's columns."""


FILE_COLUMNS = (*COLUMNS, "on", "known_until", "source", "licence")
"""In a file every row says which day it is about, until when and by whom it is known, and that it is free to use."""


def state_row(standing: Standing, name: str) -> dict[str, Any]:
    """A State as it stands: dates in ISO 8601, None where nothing happened."""
    return {
        "iso2": standing.iso2,
        "name": name,
        "status": standing.status.value,
        "signed_on": _text(standing.signed_on),
        "deposited_on": _text(standing.deposited_on),
        "deposit_kind": standing.deposit_kind and standing.deposit_kind.value,
        "in_force_on": _text(standing.in_force_on),
        "withdrawal_effective_on": _text(standing.withdrawal_effective_on),
        "next_step": standing.step.value,
    }


LICENCE = "CC0-1.0"
"""Facts are free: whoever takes them may do with them what they like. Naming the source is fair."""


def file_row(standing: Standing, name: str, on: date, known_until: date, source: str) -> Sequence[str | None]:
    """A State as a row of a file."""
    row = state_row(standing, name)
    return [*(row[column] for column in COLUMNS), on.isoformat(), known_until.isoformat(), source, LICENCE]


def status_report(
    treaty_key: str, on: date, known_until: date, standings: Mapping[str, Standing], names: Mapping[str, str]
) -> dict[str, Any]:
    """The whole report: the treaty, the day, how far the facts are known, the counts, every State by its name."""
    return {
        "treaty": treaty_key,
        "on": on.isoformat(),
        "known_until": known_until.isoformat(),
        "counts": asdict(count(standings.values())),
        "states": [state_row(standings[iso2], name) for iso2, name in names.items()],
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
