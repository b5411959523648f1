"""Addresses on envelopes."""

from __future__ import annotations

from crm.letters.postal import envelope

KENYA = ("Kenya", "le Kenya", "the Republic of Kenya")


def test_abroad_the_country_stands_last_in_capitals() -> None:
    lines = envelope(
        ["Hon. Ada Otieno"], "Parliament Buildings\n\nP.O. Box 41842\n00100 Nairobi", "Kenya", KENYA, abroad=True
    )
    assert lines == ["Hon. Ada Otieno", "Parliament Buildings", "P.O. Box 41842", "00100 Nairobi", "KENYA"]


def test_a_country_that_was_typed_is_not_written_twice() -> None:
    assert envelope(["Ada"], "Box 1\nNairobi\nKENYA", "Kenya", KENYA, abroad=True) == [
        "Ada",
        "Box 1",
        "Nairobi",
        "KENYA",
    ]


def test_within_the_country_it_is_left_out() -> None:
    assert envelope(["Ada"], "Box 1\nNairobi\nKenya", "Kenya", KENYA, abroad=False) == ["Ada", "Box 1", "Nairobi"]


def test_a_name_that_was_typed_is_not_written_twice() -> None:
    assert envelope(["Ada", "National Assembly"], "National Assembly\nNairobi", "Kenya", KENYA, abroad=True) == [
        "Ada",
        "National Assembly",
        "Nairobi",
        "KENYA",
    ]


def test_without_an_address_there_is_no_envelope() -> None:
    assert envelope(["Ada"], " \n", "Kenya", KENYA, abroad=True) == ()
    assert envelope(["Ada"], "Kenya", "Kenya", KENYA, abroad=True) == ()
