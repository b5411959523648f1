"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.cells import plain_cell, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "-", "'=1", "+41-22"])
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Kenya", "12", "-3", "+3.5", "+41 22 917 00 00", "O'Brien", "'quoted'"])
def test_plain_texts_numbers_and_phone_numbers_stay_readable(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text(alphabet="='+-@\t\r a1\uff1d"))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert plain_cell(safe_cell(text)) == text
