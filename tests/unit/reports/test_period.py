"""The period of a report."""

from __future__ import annotations

from datetime import date

import pytest

from crm.reports.period import period

TODAY = date(2026, 3, 2)


def test_without_days_it_is_this_year_up_to_today() -> None:
    assert period(None, None, TODAY).address_part == "from=2026-01-01&to=2026-03-02"


def test_the_last_day_is_in_the_period() -> None:
    over = period(date(2025, 1, 1), date(2025, 12, 31), TODAY)
    assert (over.after - over.first).days == 365


@pytest.mark.parametrize(
    ("start", "end"), [(date(2026, 2, 1), date(2026, 1, 1)), (date(2027, 1, 1), None), (None, date.max)]
)
def test_what_is_no_period_is_refused(start: date | None, end: date | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        period(start, end, TODAY)
