"""Facts in their places: what is not known, or does not apply, is left out."""

from __future__ import annotations

from crm.library.filling import Facts, fill, outline, unknown_marks

TEXT = """{Country} signed on {signed_on}.

[if law] #. Introduce the bill.

[if executive] #. Deposit the instrument.

#. Report.

[unless law] [unless executive] Say what is needed.

Neighbours: {neighbours}."""
KENYA = Facts({"country": "the Kenya of tests", "signed_on": "3 December 2008"}, frozenset({"law"}))


def test_a_fact_stands_in_its_place_and_opens_a_sentence() -> None:
    assert fill("{Country}, {country}.", KENYA) == "The Kenya of tests, the Kenya of tests."


def test_a_paragraph_whose_fact_is_not_known_is_left_out() -> None:
    assert "Neighbours" not in fill(TEXT, KENYA)


def test_a_paragraph_stands_only_where_its_condition_holds_and_the_numbers_follow() -> None:
    assert fill(TEXT, KENYA).split("\n\n") == [
        "The Kenya of tests signed on 3 December 2008.",
        "1. Introduce the bill.",
        "2. Report.",
    ]


def test_without_a_country_each_place_says_what_belongs_there() -> None:
    said = outline(TEXT, {"signed_on": "day of signature", "country": "country"})
    assert said.startswith("[country] signed on [day of signature].")
    assert "3. Report." in said
    assert "[neighbours]" in said


def test_marks_that_name_no_fact_are_named() -> None:
    assert unknown_marks("{county} {Country}\n\n[if rich] x\n\n[unless law] y") == ["{county}", "[if rich]"]
    assert unknown_marks(TEXT) == []


def test_what_looks_like_a_template_is_text() -> None:
    assert unknown_marks("{{7*7}} ${x} {0.__class__}")
    assert fill("7*7 %(x)s $x", KENYA) == "7*7 %(x)s $x"
