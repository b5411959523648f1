"""How people are greeted in letters."""

from __future__ import annotations

import pytest

from crm.letters.salutation import greeting


@pytest.mark.parametrize(
    ("gender", "language", "expected"),
    [
        ("female", "en", "Dear Ms Ada Otieno,"),
        ("male", "en", "Dear Mr Ada Otieno,"),
        ("", "en", "Dear Ada Otieno,"),
        ("other", "en", "Dear Ada Otieno,"),
        ("female", "fr", "Madame la Députée,"),
        ("male", "fr", "Monsieur le Député,"),
        ("", "fr", "Madame, Monsieur Ada Otieno,"),
        ("female", "es", "Estimada señora diputada Ada Otieno:"),
        ("male", "es", "Estimado señor diputado Ada Otieno:"),
        ("female", "ar", "سعادة النائبة Ada Otieno المحترمة،"),
    ],
)
def test_without_a_form_of_their_own_the_language_has_one(gender: str, language: str, expected: str) -> None:
    assert greeting("", "", "Ada Otieno", gender, language) == expected


def test_a_senator_is_addressed_as_one() -> None:
    assert greeting("", "", "Ada", "female", "fr", upper=True) == "Madame la Sénatrice,"
    assert greeting("", "", "Ada", "male", "es", upper=True) == "Estimado señor senador Ada:"


@pytest.mark.parametrize(
    ("own", "language", "expected"),
    [
        ("Dear Senator Otieno", "en", "Dear Senator Otieno,"),
        ("Senator Otieno", "en", "Dear Senator Otieno,"),
        ("Madame la Présidente", "fr", "Madame la Présidente,"),
        ("Cara Deputada", "pt", "Cara Deputada,"),
        ("Dear Senator Otieno", "pt", "Dear Senator Otieno,"),
    ],
)
def test_a_persons_own_form_goes_first(own: str, language: str, expected: str) -> None:
    assert greeting(own, "", "Ada", "female", language) == expected


def test_a_language_without_forms_says_nothing_rather_than_something_wrong() -> None:
    assert greeting("", "Dr", "Ada", "female", "pt") == ""


def test_a_title_takes_the_place_of_ms_and_mr() -> None:
    assert greeting("", "Hon.", "Ada Otieno", "female", "en") == "Dear Hon. Ada Otieno,"
