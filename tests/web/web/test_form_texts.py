"""What forms say of wrong input: one sentence each, in our own words, in the language of the page."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FormField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from crm.web.fields import NumberField
from crm.web.forms import Form, Part


class Inner(Part):
    """A part of the form."""

    text = StringField(validators=[Length(max=3)])


class Asked(Form):
    """A form with a bounded number and bounded texts."""

    number = NumberField(validators=[InputRequired(), NumberRange(0, 9, "From 0 to 9.")])
    text = StringField(validators=[Length(max=20_000)])
    inner = FormField(Inner)


def errors(app: Flask, typed: dict[str, str], language: str = "en") -> Any:
    with app.test_request_context(headers={"Accept-Language": language}, query_string={"lang": language}):
        form = Asked(formdata=MultiDict(typed))
        form.validate()
        return {name: [str(error) for error in found] for name, found in form.errors.items() if name != "inner"} | {
            f"inner {name}": [str(error) for error in found] for name, found in form.inner.errors.items()
        }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "Write a whole number, nought or more."),
        ("many", "Write a whole number, nought or more."),
        ("1.5", "Write a whole number, nought or more."),
        ("99999999999999999999", "Write a whole number, nought or more."),
        ("10", "From 0 to 9."),
    ],
)
def test_one_sentence_is_said_of_a_wrong_number(typed: str, said: str, app: Flask) -> None:
    assert errors(app, {"number": typed}) == {"number": [said]}


def test_how_long_a_text_may_be_is_said_in_our_words(app: Flask) -> None:
    found = errors(app, {"number": "1", "text": "x" * 20_001, "inner-text": "four"})
    assert found == {
        "text": ["Write at most 20,000 characters."],
        "inner text": ["Write at most 3 characters."],
    }


def test_what_turns_words_round_and_what_no_database_holds_is_taken_out_of_typed_texts(app: Flask) -> None:
    with app.test_request_context():
        form = Asked(formdata=MultiDict({"text": " a\u202eb\x00\u2066c\u2069\u200f "}))
        assert form.text.data == "abc\u200f"
