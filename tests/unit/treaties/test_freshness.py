"""How old a fact may be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.treaties.freshness import Freshness, fresh_since, freshness, is_fresh, supposed_day

KNOWN = date(2025, 9, 8)


@pytest.mark.parametrize(
    ("days", "judged"),
    [
        (-5, Freshness.CURRENT),
        (60, Freshness.CURRENT),
        (61, Freshness.WARNING),
        (180, Freshness.WARNING),
        (181, Freshness.BLOCKING),
    ],
)
def test_facts_warn_after_60_days_and_block_after_180(days: int, judged: Freshness) -> None:
    assert freshness(KNOWN, KNOWN + timedelta(days=days)) is judged


def test_a_position_is_fresh_for_24_months() -> None:
    assert is_fresh(date(2023, 3, 1), None, date(2025, 3, 1))
    assert not is_fresh(date(2023, 2, 28), None, date(2025, 3, 1))
    assert not is_fresh(None, None, date(2025, 3, 1))


def test_a_confirmation_makes_an_old_position_fresh_again() -> None:
    assert is_fresh(None, date(2025, 2, 1), date(2025, 3, 1))


def test_a_leap_day_has_a_day_two_years_before() -> None:
    assert fresh_since(date(2024, 2, 29)) == date(2022, 2, 28)


def test_a_file_whose_latest_act_is_years_old_is_not_taken_for_todays() -> None:
    today = date(2026, 6, 1)
    assert supposed_day(date(2017, 12, 29), today) == date(2017, 12, 29)
    assert supposed_day(date(2025, 9, 5), today) == today
    assert supposed_day(None, today) == today
