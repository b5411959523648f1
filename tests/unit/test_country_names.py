"""Names of countries in each language, and as they stand in our sentences."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crm.countries.names import in_order
from crm.countries.shipped import read_facts
from crm.country_names import called, name_of, translated
from crm.languages import LANGUAGES

COUNTRIES = [SimpleNamespace(**row) for row in read_facts("crm.countries", "countries")]


def country(iso2: str) -> SimpleNamespace:
    return next(each for each in COUNTRIES if each.iso2 == iso2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_197_countries_has_a_name_of_its_own(language: str) -> None:
    names = [name_of(each, language) for each in COUNTRIES]
    assert len(names) == len(set(names)) == 197
    assert all(name.strip() == name != "" for name in names)
    assert len({called(each, language) for each in COUNTRIES}) == 197


@pytest.mark.parametrize(("language", "letters"), {"ar": "\u0600", "ru": "\u0400", "zh": "\u4e00"}.items())
def test_a_name_is_written_in_the_script_of_its_language(language: str, letters: str) -> None:
    assert [each.iso2 for each in COUNTRIES if name_of(each, language)[0] < letters] == []


@pytest.mark.parametrize(
    ("iso2", "arabic", "russian", "chinese"),
    [
        ("VA", "الكرسي الرسولي", "Святой Престол", "教廷"),
        ("PS", "دولة فلسطين", "Государство Палестина", "巴勒斯坦国"),
        ("KP", "جمهورية كوريا الشعبية الديمقراطية", "Корейская Народно-Демократическая Республика",
         "朝鲜民主主义人民共和国"),
        ("CD", "جمهورية الكونغو الديمقراطية", "Демократическая Республика Конго", "刚果民主共和国"),
        ("CG", "الكونغو", "Конго", "刚果"),
        ("CI", "كوت ديفوار", "Кот-д'Ивуар", "科特迪瓦"),
        ("MK", "مقدونيا الشمالية", "Северная Македония", "北马其顿"),
        ("SZ", "إسواتيني", "Эсватини", "斯威士兰"),
        ("TR", "تركيا", "Турция", "土耳其"),
        ("KE", "كينيا", "Кения", "肯尼亚"),
    ],
)  # fmt: skip
def test_names_are_those_of_the_united_nations(iso2: str, arabic: str, russian: str, chinese: str) -> None:
    assert tuple(name_of(country(iso2), language) for language in ("ar", "ru", "zh")) == (arabic, russian, chinese)


def test_english_sentences_run_through_a_name_and_all_others_have_it_before_a_colon() -> None:
    assert called(country("NL"), "en") == "the Netherlands"
    assert called(country("NL"), "fr") == "Pays-Bas"
    assert called(country("NL"), "sw") == "the Netherlands"
    assert name_of(country("NL"), "sw") == "Netherlands"


def test_a_language_that_we_do_not_speak_has_no_names() -> None:
    assert translated("KE", "sw") == ""


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Égypte", "Émirats arabes unis", "Équateur", "Espagne", "Zambie"]),
        ("ru", ["Албания", "Кения", "Япония"]),
        ("zh", ["阿富汗", "巴西", "肯尼亚", "赞比亚"]),
    ],
)
def test_names_are_ordered_as_readers_look_for_them(language: str, names: list[str]) -> None:
    assert sorted(names, key=lambda name: in_order(name, language)) == names
