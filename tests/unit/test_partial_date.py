"""Dates as people know them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.partial_date import PartialDate


def test_a_year_means_any_of_its_days() -> None:
    year = PartialDate("2008")
    assert (year.earliest, year.latest) == (date(2008, 1, 1), date(2008, 12, 31))
    assert (year.month, year.day) == (None, None)


def test_a_month_ends_on_its_own_last_day() -> None:
    assert PartialDate("2008-02").latest == date(2008, 2, 29)


@pytest.mark.parametrize("text", ["", "8", "2008-13", "2008-02-30", "2008-2", "20080203", "2008-02-03x", "²008"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_whole_days_sort_as_days_do(first: date, second: date) -> None:
    assert (PartialDate.of(first) < PartialDate.of(second)) == (first < second)
    assert PartialDate.of(first).earliest == PartialDate.of(first).latest == first
