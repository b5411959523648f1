"""The period of a report."""

from __future__ import annotations

from datetime import date

import pytest

from crm.reports.period import period

TODAY = date(2026, 3, 2)


def test_without_days_it_is_this_year_up_to_today() -> None:
    assert period("", "", TODAY).address_part == "from=2026-01-01&to=2026-03-02"


def test_the_last_day_is_in_the_period() -> None:
    over = period("2025-01-01", "2025-12-31", TODAY)
    assert (over.after - over.first).days == 365


@pytest.mark.parametrize(("start", "end"), [("2026-02-01", "2026-01-01"), ("x", ""), ("", "9999-12-31")])
def test_what_is_no_period_is_refused(start: str, end: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        period(start, end, TODAY)
