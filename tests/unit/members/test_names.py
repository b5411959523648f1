"""Names are folded alike in the index and in what is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.members.names import MAX_WORD, MAX_WORDS, family_first, fold, sort_key, words


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Đặng Thị Þóra", "dang thi thora"),
        ("Jürgen Groß", "jurgen gross"),
        ("İsmail ISIK ışık", "ismail isik isik"),
        ("Æsa O’Brien-D'Arcy", "aesa obriendarcy"),
        ("  J.  R. %_*\\ ", "j r"),
    ],
)
def test_accents_case_apostrophes_and_hyphens_go(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_a_name_in_another_script_is_found_in_its_own_and_in_latin_letters() -> None:
    assert {"иванов", "ivanov"} <= words("Иванов")
    assert {"παπαδοπουλοσ", "papadopoylos"} <= words("Παπαδόπουλος")


def test_a_double_name_is_found_whole_and_by_its_parts() -> None:
    assert {"annemarie", "anne", "marie"} <= words("Anne-Marie")


def test_the_family_name_comes_first_with_its_particles() -> None:
    assert family_first("Ángel van der Berg") == "van der Berg Ángel"
    assert sort_key("Ada Example") == "example ada"
    assert sort_key("Ada Example", "Ada, Example") == "ada example"


@given(st.text(max_size=400))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=400))
def test_words_fit_their_column_and_are_few(text: str) -> None:
    found = words(text)
    assert len(found) <= MAX_WORDS
    assert all(0 < len(word) <= MAX_WORD and " " not in word for word in found)
    assert len(sort_key(text)) <= 300
