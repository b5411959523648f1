"""Elections that were expected are questions once their day has passed."""

from __future__ import annotations

from datetime import date

import pytest

from crm.countries.elections import election_sentence, is_in_doubt
from crm.partial_date import PartialDate

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("expected", "in_doubt"),
    [
        ("2026-10", True),
        ("2026-11-22", True),
        ("2026-11", False),
        ("2026-11-23", False),
        ("2026", False),
        ("2025", True),
    ],
)
def test_an_election_is_in_doubt_once_the_last_day_it_can_mean_has_passed(expected: str, in_doubt: bool) -> None:  # noqa: FBT001 - what is expected
    assert is_in_doubt(PartialDate(expected), TODAY) is in_doubt


def test_a_past_expected_date_is_a_question() -> None:
    assert election_sentence(PartialDate("2026-10"), TODAY) == (
        "An election was expected: October 2026. Was it held, or postponed?"
    )
    assert election_sentence(PartialDate("2027-08-09"), TODAY) == "Next election expected: 9 August 2027."


def test_a_called_election_is_told_with_its_source_until_its_day_has_passed() -> None:
    called = election_sentence(PartialDate("2027-08-10"), TODAY, "the electoral commission")
    assert called == "An election is called for 10 August 2027 (the electoral commission)."
    assert election_sentence(PartialDate("2026-10"), TODAY, "the electoral commission").endswith("?")


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert election_sentence(None, TODAY) == ""
    assert not is_in_doubt(None, TODAY)
