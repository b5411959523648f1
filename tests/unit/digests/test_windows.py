"""The window of a digest, and the words it is filled with."""

from datetime import UTC, date, datetime, timedelta

from crm.digests.windows import LONGEST, default_window
from crm.digests.wording import (
    action_line,
    greeting,
    meeting_line,
    partial_date,
    treaty_action_line,
    where_things_stand,
)
from crm.partial_date import PartialDate
from crm.treaties.models import TreatyActionKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_digest_begins_where_the_last_one_ended() -> None:
    ended = NOW - timedelta(days=40)
    assert default_window(ended, NOW).starts_at == ended
    assert default_window(ended, NOW).ends_at == NOW


def test_a_digest_tells_at_most_six_months() -> None:
    assert default_window(None, NOW).starts_at == NOW - LONGEST
    assert default_window(NOW - timedelta(days=400), NOW).starts_at == NOW - LONGEST


def test_every_kind_of_treaty_action_has_its_words() -> None:
    for kind in TreatyActionKind:
        line = treaty_action_line("Kenya {day}", kind.value, date(2025, 9, 5), "en")
        assert "5 September 2025" in line
        assert "{country}" not in line


def test_a_line_names_country_kind_and_as_much_of_the_date_as_is_known() -> None:
    when = partial_date(PartialDate("2025-09"), "en")
    assert action_line("Kenya", "question", "When?", when, "en") == "Kenya: a question, September 2025: When?"
    assert action_line("", "bill", "An Act", "", "en") == "A bill: An Act"
    assert partial_date(PartialDate("2025"), "en") == "2025"
    assert partial_date(None, "en") == ""


def test_a_meeting_has_its_days_and_place() -> None:
    line = meeting_line("14MSP", date(2026, 9, 7), date(2026, 9, 11), "Geneva", "en")
    assert line == "14MSP, 7 September 2026 – 11 September 2026, Geneva."


def test_a_greeting_is_the_salutation_or_built_from_the_name_or_nothing() -> None:
    assert greeting("Dear Ms Wanjiru", "A. Wanjiru", "en") == "Dear Ms Wanjiru,"
    assert greeting("Ms Wanjiru", "A. Wanjiru", "en") == "Dear Ms Wanjiru,"
    assert greeting("Your Excellency,", "A. Wanjiru", "en") == "Your Excellency,"
    assert greeting("", "A. Wanjiru", "en") == "Dear A. Wanjiru,"
    assert greeting(" ", " ", "en") == ""


def test_a_first_time_reader_is_told_where_things_stand() -> None:
    said = where_things_stand(112, 12, date(2025, 9, 8), "en")
    assert said.startswith("As known on 8 September 2025, 112 States are party")
