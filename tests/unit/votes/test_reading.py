"""Reading a table of votes."""

from __future__ import annotations

import pytest

from crm.votes.models import Choice
from crm.votes.reading import read_votes

NAMES = {"kenya": "KE", "cote divoire": "CI", "turkiye": "TR"}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_names_and_codes_are_read_whatever_parts_the_cells(sign: str) -> None:
    table = read_votes(f"\ufeffState{sign}Vote\nKenya{sign}Yes\nci{sign}A\n\nTürkiye{sign}against\n", NAMES)
    assert table.votes == {"KE": Choice.YES, "CI": Choice.ABSTAINED, "TR": Choice.NO}
    assert not table.faults


def test_what_is_not_understood_is_told_by_its_line() -> None:
    table = read_votes("Kenya,yes\nAtlantis,yes\nTürkiye,perhaps\nKenya,no\nTürkiye", NAMES)
    assert [fault.partition(":")[0] for fault in table.faults] == ["2", "3", "4", "5"]
    assert table.votes == {"KE": Choice.YES}
