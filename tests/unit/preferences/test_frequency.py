"""How often a reader gets the digest, in a tool where people send issues by hand."""

from datetime import date, timedelta

import pytest

from crm.languages import LANGUAGES
from crm.preferences.frequency import Frequency, comes_too_early, frequency_of, frequency_words
from crm.preferences.topics import Topic, topic_words

TODAY = date(2026, 3, 30)


@pytest.mark.parametrize(
    ("frequency", "days_ago", "too_early"),
    [
        (Frequency.AT_ONCE, 0, False),
        (Frequency.WEEKLY, 6, True),
        (Frequency.WEEKLY, 7, False),
        (Frequency.MONTHLY, 27, True),
        (Frequency.MONTHLY, 28, False),
        (Frequency.QUARTERLY, 89, True),
        (Frequency.QUARTERLY, 90, False),
    ],
)
def test_an_issue_comes_once_so_many_days_are_over(frequency: Frequency, days_ago: int, *, too_early: bool) -> None:
    assert comes_too_early(frequency.days, TODAY - timedelta(days=days_ago), TODAY) is too_early


def test_whoever_never_got_one_gets_the_next() -> None:
    assert not comes_too_early(Frequency.MONTHLY.days, None, TODAY)


@pytest.mark.parametrize("frequency", Frequency)
def test_a_frequency_is_known_by_its_days(frequency: Frequency) -> None:
    assert frequency_of(frequency.days) is frequency


def test_less_often_is_a_month_and_then_three() -> None:
    chain = [Frequency.AT_ONCE.less, Frequency.WEEKLY.less, Frequency.MONTHLY.less, Frequency.QUARTERLY.less]
    assert chain == [Frequency.MONTHLY, Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.QUARTERLY]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_words_of_its_own_in_every_language(language: str) -> None:
    assert len(set(frequency_words(language).values())) == len(Frequency)
    assert len(set(topic_words(language).values())) == len(Topic)
