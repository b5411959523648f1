"""References printed in letters, found again in what somebody writes."""

from __future__ import annotations

import pytest

from crm.letters.reference import new_reference, references_in


@pytest.mark.parametrize(
    "text",
    ["Re: PF-ABCD-2345", "your letter pf-abcd-2345.", "PF\u2013ABCD\u20132345", "(PF ABCD 2345)", "PFABCD2345"],
)
def test_a_reference_is_found_however_it_is_typed(text: str) -> None:
    assert references_in(text) == ["PF-ABCD-2345"]


@pytest.mark.parametrize("text", ["", "PF-ABCD-234", "PF-ABCD-23456", "XPF-ABCD-2345", "PF-OI01-2345"])
def test_what_is_none_is_not_taken_for_one(text: str) -> None:
    assert references_in(text) == []


def test_of_a_text_full_of_references_some_are_looked_for() -> None:
    drawn = [new_reference() for _number in range(50)]
    assert references_in(" ".join(drawn)) == drawn[:20]
