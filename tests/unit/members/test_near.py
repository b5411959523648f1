"""Words one letter off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.members.near import LONGEST, SHORTEST, one_letter_off

WORDS = st.text("abcdefgh", min_size=SHORTEST, max_size=LONGEST - 1)


@pytest.mark.parametrize("typed", ["lovelac", "lovelacce", "lovelade", "lovelcae", "ovelace", "xlovelace"])
def test_each_kind_of_slip_leads_to_the_word(typed: str) -> None:
    assert "lovelace" in one_letter_off(typed)


def test_a_short_word_is_near_to_nothing() -> None:
    assert one_letter_off("ana") == frozenset()


def test_two_slips_are_too_many() -> None:
    assert "lovelace" not in one_letter_off("lovlac")


@given(WORDS, st.data())
def test_what_one_slip_makes_of_a_word_leads_back_to_it(word: str, data: st.DataObject) -> None:
    slipped = data.draw(st.sampled_from(sorted(one_letter_off(word))))
    assert slipped != word
    if len(slipped) >= SHORTEST:
        assert word in one_letter_off(slipped)
