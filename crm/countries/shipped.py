"""The facts that come with the product: reading its files, and what a newer file may change.

A field is brought up to date only where it still equals what was shipped before: whoever corrected it was right.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any


def read_facts(package: str, name: str) -> Sequence[dict[str, str]]:
    """Read one file of shipped facts, `data/<name>.csv` of a feature; a blank cell is not known."""
    path = resources.files(package) / "data" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def news(current: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What of the facts shipped now to write into a row, given the row and what was shipped for it before."""
    return {
        name: value
        for name, value in now.items()
        if value != current[name] and (name not in before or before[name] == current[name])
    }
