"""When a message is due: at once, in the reader's morning, after quiet days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from crm.digests.timing import Quiet, due_at, first_free

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAIROBI, AUCKLAND, LIMA = ZoneInfo("Africa/Nairobi"), ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Lima")
RECESS = Quiet(date(2026, 3, 1), date(2026, 3, 10), "KE", "recess")


def test_without_a_morning_or_quiet_days_it_goes_at_once() -> None:
    assert due_at(NOON, NAIROBI, "KE") == NOON


def test_it_goes_at_eight_by_the_readers_own_clock() -> None:
    for zone, iso2 in ((NAIROBI, "KE"), (AUCKLAND, "NZ"), (LIMA, "PE")):
        due = due_at(NOON, zone, iso2, morning_on=date(2026, 3, 5)).astimezone(zone)
        assert (due.date(), due.hour, due.minute) == (date(2026, 3, 5), 8, 0)


def test_a_morning_that_is_over_means_the_next_one() -> None:
    due = due_at(NOON, AUCKLAND, "NZ", morning_on=date(2026, 3, 2)).astimezone(AUCKLAND)
    assert (due.date(), due.hour) == (date(2026, 3, 3), 8)
    assert due >= NOON


def test_after_quiet_days_it_goes_in_the_morning_and_other_countries_do_not_wait() -> None:
    due = due_at(NOON, NAIROBI, "KE", [RECESS]).astimezone(NAIROBI)
    assert (due.date(), due.hour) == (date(2026, 3, 11), 8)
    assert due_at(NOON, LIMA, "PE", [RECESS]) == NOON
    assert due_at(NOON, LIMA, None, [RECESS]) == NOON


def test_quiet_days_everywhere_hold_for_readers_without_a_country_too() -> None:
    everywhere = Quiet(date(2026, 3, 2), date(2026, 3, 2))
    assert due_at(NOON, UTC, None, [everywhere]) == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_quiet_days_that_follow_on_each_other_are_waited_out_together() -> None:
    election, mourning = Quiet(date(2026, 3, 11), date(2026, 3, 12), "KE"), Quiet(date(2026, 3, 13), date(2026, 3, 13))
    assert first_free(date(2026, 3, 2), "KE", [mourning, election, RECESS]) == date(2026, 3, 14)
    assert first_free(date(2026, 3, 12), "PE", [mourning, election, RECESS]) == date(2026, 3, 12)
