"""Which version of a text a reader gets, and how days and lists are written in their language."""

from __future__ import annotations

from datetime import date

import pytest

from crm.languages import LANGUAGES, Choice, Why, choose, direction, known_date, listed, long_date, speaking
from crm.partial_date import PartialDate

THE_FIRST, A_DAY = date(2025, 9, 1), date(2025, 9, 8)


@pytest.mark.parametrize(
    ("available", "wanted", "chosen"),
    [
        (["en", "fr"], "fr", Choice("fr", Why.WANTED)),
        (["en", "pt"], "pt-BR", Choice("pt", Why.SAME_LANGUAGE)),
        (["en", "zh-Hans"], "zh_CN", Choice("zh-Hans", Why.SAME_LANGUAGE)),
        (["fr", "en"], "sw", Choice("en", Why.DEFAULT)),
        (["fr", "es"], "sw", Choice("fr", Why.ONLY)),
        (["es"], "", Choice("es", Why.ONLY)),
    ],
)
def test_a_reader_gets_their_language_else_a_kin_else_the_default_else_the_first(
    available: list[str], wanted: str, chosen: Choice
) -> None:
    assert choose(available, wanted) == chosen


def test_another_default_can_be_named() -> None:
    assert choose(["en", "fr"], "ln", default="fr") == Choice("fr", Why.DEFAULT)


def test_without_any_version_there_is_nothing_to_choose() -> None:
    with pytest.raises(ValueError, match="no version"):
        choose([], "en")


@pytest.mark.parametrize(
    ("language", "first", "later", "month", "year"),
    [
        ("en", "1 September 2025", "8 September 2025", "September 2025", "2025"),
        ("fr", "1er septembre 2025", "8 septembre 2025", "septembre 2025", "2025"),
        ("es", "1 de septiembre de 2025", "8 de septiembre de 2025", "septiembre de 2025", "2025"),
        ("ar", "1 أيلول/سبتمبر 2025", "8 أيلول/سبتمبر 2025", "أيلول/سبتمبر 2025", "2025"),
        ("ru", "1 сентября 2025 года", "8 сентября 2025 года", "сентябрь 2025 года", "2025 год"),
        ("zh", "2025年9月1日", "2025年9月8日", "2025年9月", "2025年"),
        ("sw", "1 September 2025", "8 September 2025", "September 2025", "2025"),
    ],
)
def test_days_are_written_in_full(language: str, first: str, later: str, month: str, year: str) -> None:
    assert (long_date(THE_FIRST, language), long_date(A_DAY, language)) == (first, later)
    assert known_date(PartialDate("2025-09-01"), language) == first
    assert known_date(PartialDate("2025-09"), language) == month
    assert known_date(PartialDate("2025"), language) == year


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "A, B and C"), ("fr", "A, B et C"), ("es", "A, B y C"), ("ar", "A وB وC"), ("ru", "A, B и C"),
     ("zh", "A、B和C"), ("sw", "A, B and C")],
)  # fmt: skip
def test_lists_are_written_as_the_language_does(language: str, written: str) -> None:
    assert listed(["A", "B", "C"], language) == written


def test_only_arabic_is_written_from_right_to_left() -> None:
    assert {language for language in LANGUAGES if direction(language) == "rtl"} == {"ar"}


@pytest.mark.parametrize("language", ["en", "sw", "../../etc", ""])
def test_a_language_that_we_do_not_speak_is_english(language: str) -> None:
    assert speaking(language).gettext("State Party") == "State Party"
    assert speaking(language).ngettext("one", "many", 2) == "many"


def test_the_numbers_follow_the_grammar_of_the_language() -> None:
    def parties(language: str, number: int) -> str:
        words = speaking(language).ngettext("%(num)d State Party", "%(num)d States Parties", number)
        return words % {"num": number}

    assert [parties("ru", number) for number in (1, 2, 5, 21, 112)] == [
        "1 государство-участник", "2 государства-участника", "5 государств-участников",
        "21 государство-участник", "112 государств-участников",
    ]  # fmt: skip
    assert [parties("ar", number) for number in (1, 2, 3, 11, 100, 112)] == [
        "دولة طرف واحدة", "دولتان طرفان", "3 دول أطراف", "11 دولة طرفاً", "100 دولة طرف", "112 دولة طرفاً",
    ]  # fmt: skip
    assert [parties("fr", number) for number in (0, 1, 2)] == ["0 État partie", "1 État partie", "2 États parties"]
    assert parties("zh", 112) == "112个缔约国"
