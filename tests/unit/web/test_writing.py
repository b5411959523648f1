"""Templates write what the library would write, only quicker."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from flask_babel import LazyString
from jinja2 import DictLoader, TemplateNotFound, Undefined
from markupsafe import Markup, escape

from crm.web.writing import Environment, written

AWKWARD = "<b>&\"'“é”\r\n"
SAFE = Markup("<i>&amp;")


class Word(StrEnum):
    """A word that is a text, too."""

    AWKWARD = "<&>"


class OfItsOwn:
    """Something that says itself how it is written."""

    def __html__(self) -> str:  # noqa: D105 - as markup is told
        return "<hr>"


@pytest.mark.parametrize(
    "value",
    [
        "", "Kenya", AWKWARD, SAFE, *"&<>'\"", Word.AWKWARD, OfItsOwn(), LazyString(lambda: AWKWARD),
        0, -7, 1.5, True, None, [AWKWARD], {"<": ">"}, Undefined(),
    ],
)  # fmt: skip
def test_a_value_is_written_as_it_is_escaped(value: Any) -> None:
    assert written(value) == escape(value)


PAGE = """{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{% set kept %}{{ text }}{% endset %}
{{ text }} {{ kept }} {{ twice(text) }} {{ twice(safe) }} {{ text|upper }} {{ number }} {{ missing }} {{ "<" ~ text }}
{% for each in (text, safe) %}{{ each }}{{ loop.index }}{% endfor %} {{ text|safe }} {{ text if number else "" }}
{% autoescape false %}{{ text }}{% endautoescape %} {% include "part.html" %} {% include "part.txt" %}"""
PART = "{{ text }} {{ safe }}"


def test_a_page_is_written_as_the_library_writes_it() -> None:
    pages = []
    for kind in (Flask.jinja_environment, Environment):
        app = Flask(__name__)
        app.jinja_environment = kind
        app.jinja_env.loader = DictLoader({"page.html": PAGE, "part.html": PART, "part.txt": PART})
        page = app.jinja_env.get_template("page.html")
        pages.append(page.render(text=AWKWARD, safe=SAFE, number=7))
    library, ours = pages
    assert ours == library
    assert "&lt;b&gt;&amp;&#34;&#39;“é”" in ours


def test_a_template_with_globals_of_its_own_keeps_them_to_itself() -> None:
    environment = Environment(
        Flask(__name__), loader=DictLoader({"a": "{{ mine }}{{ ours }}", "b": "{{ mine }}{{ ours }}"})
    )
    environment.globals["ours"] = "!"
    assert environment.get_template("a", globals={"mine": "a"}).render() == "a!"
    assert environment.get_template("b").render() == "!"
    with pytest.raises(TemplateNotFound):
        environment.get_template("c")
