"""Lists of choices are put together once for each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, g
from flask_babel import LazyString
from markupsafe import Markup

from crm.web.choices import named, offered
from crm.web.current import language
from crm.web.fields import ChoiceField
from crm.web.forms import Form
from crm.web.writing import written

WORDS: Mapping[str, Any] = {"a": LazyString(lambda: f"A <{language()}>"), "b": "B"}
ALIKE: Mapping[str, Any] = {"a": "C", "b": "D"}
NONE = LazyString(lambda: f"none <{language()}>")


class Asked(Form):
    """A form with a choice that may be left open."""

    word = ChoiceField("Word", WORDS, none=NONE)


def test_words_are_offered_once_for_each_language(app: Flask) -> None:
    with app.test_request_context():
        english = offered(WORDS)
        assert english.labels == {"a": "A <en>", "b": "B"}
        assert offered(WORDS) is english
        g.language = "fr"
        assert offered(WORDS).labels == {"a": "A <fr>", "b": "B"}


def test_words_with_the_same_values_are_told_apart(app: Flask) -> None:
    with app.test_request_context():
        assert (offered(WORDS).labels["b"], offered(ALIKE).labels["b"]) == ("B", "D")
        assert [choice.value for choice in offered(WORDS, NONE)] == ["", "a", "b"]


def test_choices_are_written_with_what_they_say_escaped_and_the_chosen_one_marked(app: Flask) -> None:
    with app.test_request_context():
        g.language = "fr"
        field = Asked(formdata=None, data={"word": "b"}).word
        assert written(field()) == Markup(
            '<select id="word" name="word"><option value="">none &lt;fr&gt;</option>'
            '<option value="a">A &lt;fr&gt;</option><option selected value="b">B</option></select>'
        )


def test_two_choices_may_have_the_same_value() -> None:
    assert named((("1", "One"), ("1", "Uno"))).options == '<option value="1">One</option><option value="1">Uno</option>'
