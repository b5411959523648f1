"""How often something may be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import lifetimes, rates
from crm.accounts.rates import Rate

README = Path(__file__).resolve().parents[3] / "README.md"
RATE = Rate("test", 5, timedelta(minutes=15))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - the strategy wants naive bounds


@given(MOMENTS)
def test_a_window_holds_its_instant(now: datetime) -> None:
    assert RATE.start(now) <= now < RATE.start(now) + RATE.window


@given(MOMENTS)
def test_whoever_was_refused_is_heard_again_after_the_wait(now: datetime) -> None:
    later = now + timedelta(seconds=RATE.wait(now))
    in_next_window = RATE.start(later) == RATE.start(now) + RATE.window
    counted_before = RATE.most + 1 if in_next_window else 0
    assert RATE.estimate(counted_before, 1, later) <= RATE.most


@given(MOMENTS)
def test_the_wait_is_never_longer_than_twenty_minutes_for_a_quarter_of_an_hour(now: datetime) -> None:
    assert 0 < RATE.wait(now) <= 20 * 60


def test_requests_on_both_sides_of_a_windows_end_count_together() -> None:
    rate = Rate("test", 60, timedelta(minutes=1))
    just_after = datetime(2026, 3, 2, 9, 1, 1, tzinfo=UTC)
    assert rate.estimate(50, 50, just_after) > 60


def test_the_readme_says_the_limits_as_they_are() -> None:
    readme = README.read_text()
    for rate in (rates.SIGN_IN, rates.MAIL_REQUEST, rates.FILES, rates.SEARCH):
        assert rate.window == timedelta(minutes=1)
        assert f"| {rate.most} a minute" in readme, rate.name
    assert replace(rates.SECOND_FACTOR, name="password") == rates.PASSWORD
    assert f"after {rates.PASSWORD.most} within 15 minutes an account waits up to 20 minutes" in readme
    assert f"at most {rates.MAILS_AN_HOUR} of a kind an hour" in readme
    assert (
        f"signed out after {hours(lifetimes.IDLE)} idle hours, and after {hours(lifetimes.WORKING_DAY)} hours" in readme
    )
    assert f"stays signed in for {lifetimes.KNOWN_DEVICE.days} days" in readme


def hours(length: timedelta) -> int:
    """Give a length of time in hours."""
    return int(length.total_seconds()) // 3600
