"""What readers get is said in each of their languages, whole and with the same blanks to fill in."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from crm.languages import LANGUAGES, SOURCE
from tests.support.tree import ROOT

OTHERS = [language for language in LANGUAGES if language != SOURCE]
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
ANY_NUMBER = range(201)
EXTRACT = ("extract", "--mapping", "pyproject.toml", "--keywords", "_l")


@cache
def catalogue(language: str) -> Catalog:
    path = ROOT / "crm" / "translations" / language / "LC_MESSAGES" / "readers.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The texts that stand in the files named for readers."""
    written = tmp_path_factory.mktemp("texts") / "readers.pot"
    program = Path(sys.executable).with_name("pybabel")
    subprocess.run([program, "--quiet", *EXTRACT, "--output", written, "."], cwd=ROOT, check=True)
    with written.open("rb") as file:
        return read_po(file)


def said(language: str) -> Iterator[tuple[Message, str, str]]:
    """Each message with its forms, beside the English that each says."""
    for message in catalogue(language):
        if isinstance(message.id, str):
            yield message, message.id, str(message.string)
        else:
            for form in message.string:
                yield message, message.id[1], form


def whole(language: str) -> Iterator[tuple[str, str]]:
    return ((english, form) for message, english, form in said(language) if message.id)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_readers_is_translated_and_none_is_left_over(language: str, source: Catalog) -> None:
    wanted, held = ({message.id for message in each if message.id} for each in (source, catalogue(language)))
    assert wanted - held == set(), "run make texts, then translate"
    assert held - wanted == set(), "run make texts"
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []
    assert [english for english, form in whole(language) if not form.strip()] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_blanks_of_its_text(language: str) -> None:
    """A form for one number only may say the number in words."""
    plural = catalogue(language).plural_expr
    for message, english, form in said(language):
        missing = Counter(BLANK.findall(english)) - Counter(BLANK.findall(form))
        assert Counter(BLANK.findall(form)) - Counter(BLANK.findall(english)) == Counter(), (english, form)
        if missing:
            numbers = _numbers_of(plural, message.string.index(form))
            assert missing == Counter(["%(num)d"]), (english, form)
            assert len(numbers) == 1, (english, form, numbers)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_begins_and_ends_as_its_text_does(language: str) -> None:
    for english, form in whole(language):
        assert (form[:1].isspace(), form[-1:].isspace()) == (english[:1].isspace(), english[-1:].isspace()), form
        assert "  " not in form, form
        assert form == form.strip("\u200e\u200f\u202a\u202b\u202c"), form


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_ends_with_a_full_stop_question_mark_or_colon_where_its_text_does(language: str) -> None:
    same = {".": ".。", "?": "?？؟", ":": ":："}
    for english, form in whole(language):
        marks = same.get(english[-1:])
        if marks and not english.startswith("{salutation}"):
            assert form[-1] in marks, (english, form)


@pytest.mark.parametrize(("language", "forms"), {"fr": 2, "es": 2, "ar": 6, "ru": 3, "zh": 1}.items())
def test_numbers_have_all_the_forms_of_their_language(language: str, forms: int) -> None:
    held = catalogue(language)
    assert held.num_plurals == forms
    several = [message for message in held if not isinstance(message.id, str)]
    assert several
    assert all(len(message.string) == forms for message in several)


def _numbers_of(plural: str, form: int) -> list[int]:
    from gettext import c2py  # type: ignore[attr-defined]  # noqa: PLC0415 - what gettext itself reads it with

    return [number for number in ANY_NUMBER if c2py(plural)(number) == form]
