"""What keeps machines out of a form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm.joining.spam import stamp, was_opened_by_a_person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = "a key"


@pytest.mark.parametrize(
    ("later", "believed"),
    [
        (timedelta(seconds=0), False),
        (timedelta(seconds=2), False),
        (timedelta(seconds=3), True),
        (timedelta(hours=24), True),
        (timedelta(hours=25), False),
        (timedelta(seconds=-60), False),
    ],
)
def test_a_form_counts_as_read_after_three_seconds_and_for_a_day(later: timedelta, *, believed: bool) -> None:
    assert was_opened_by_a_person(KEY, stamp(KEY, NOW), NOW + later) is believed


@pytest.mark.parametrize("stamped", ["", ".", "1772442000", "1772442000.", "x.y", "٣.y", f"{'9' * 400}.y", "1.ü"])
def test_what_we_did_not_write_is_not_believed(stamped: str) -> None:
    assert not was_opened_by_a_person(KEY, stamped, NOW)


def test_a_stamp_of_another_key_or_another_time_is_not_believed() -> None:
    written = stamp(KEY, NOW)
    assert not was_opened_by_a_person("another key", written, NOW + timedelta(minutes=1))
    _seconds, _dot, signature = written.partition(".")
    assert not was_opened_by_a_person(KEY, f"{int(NOW.timestamp()) + 1}.{signature}", NOW + timedelta(minutes=1))
