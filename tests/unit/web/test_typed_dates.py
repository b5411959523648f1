"""Dates as people type them."""

from __future__ import annotations

import pytest

from crm.web.typed_dates import Fault, UnreadableDateError, read_date


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026", "2026"),
        ("March 2026", "2026-03"),
        ("mar 2026", "2026-03"),
        ("Sept. 2026", "2026-09"),
        ("3/2026", "2026-03"),
        ("2026-03", "2026-03"),
        ("2 March 2026", "2026-03-02"),
        ("2nd March, 2026", "2026-03-02"),
        ("March 2, 2026", "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        ("2026-3-2", "2026-03-02"),
        ("02.03.2026", "2026-03-02"),
        ("13/03/2026", "2026-03-13"),
        ("03/13/2026", "2026-03-13"),
        ("04/04/2026", "2026-04-04"),
        ("2 février 2026", "2026-02-02"),
        ("1er août 2026", "2026-08-01"),
        ("2 de marzo de 2026", "2026-03-02"),
        ("  2   March   2026 ", "2026-03-02"),
    ],
)
def test_a_typed_date_is_read_as_far_as_it_says(typed: str, read: str) -> None:
    assert read_date(typed) == read


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("next week", Fault.NOT_A_DATE),
        ("26", Fault.NOT_A_DATE),
        ("ma 2026", Fault.NOT_A_DATE),
        ("ju 2026", Fault.NOT_A_DATE),
        ("2 Smarch 2026", Fault.NOT_A_DATE),
        ("2026-03-02" * 6000, Fault.NOT_A_DATE),
        ("30 February 2026", Fault.NO_SUCH_DAY),
        ("2026-13", Fault.NO_SUCH_DAY),
        ("02/03/2026", Fault.TWO_MEANINGS),
        ("0026", Fault.YEAR),
        ("2 March 3026", Fault.YEAR),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(typed: str, fault: Fault) -> None:
    with pytest.raises(UnreadableDateError) as error:
        read_date(typed)
    assert error.value.fault is fault
