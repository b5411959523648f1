"""The next step: the table of situations, read from the top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.treaties.step import MAIN, Situation, Step, main_step, second_asks

PARTY = Situation(party=True, withdrawn=False, signed=True, signature_open=False)
OUTSIDE = Situation(party=False, withdrawn=False, signed=False, signature_open=False)


@pytest.mark.parametrize(
    ("situation", "step"),
    [
        (replace(PARTY, leaving=True, duty_overdue=True), Step.STAY),
        (replace(OUTSIDE, withdrawn=True, signed=True), Step.RETURN),
        (replace(OUTSIDE, signature_open=True), Step.SIGN),
        (OUTSIDE, Step.ACCEDE),
        (replace(OUTSIDE, signed=True, signature_open=True), Step.RATIFY),
        (replace(PARTY, duty_overdue=True, law_missing=True), Step.MEET_DUTY),
        (replace(PARTY, law_missing=True), Step.IMPLEMENT),
        (PARTY, Step.PROMOTE),
    ],
)
def test_the_first_row_that_fits_is_the_step(situation: Situation, step: Step) -> None:
    assert main_step(situation) is step


@given(st.builds(Situation, *[st.booleans()] * 4, leaving=st.booleans(), duty_overdue=st.booleans()))
def test_every_situation_has_one_main_step(situation: Situation) -> None:
    assert main_step(situation) in MAIN


@pytest.mark.parametrize("month", range(1, 13))
def test_the_vote_is_asked_for_from_october_to_december(month: int) -> None:
    assert (Step.VOTE in second_asks(OUTSIDE, date(2026, month, 1))) == (month >= 10)
