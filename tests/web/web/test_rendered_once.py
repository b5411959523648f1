"""Parts of pages are kept for exactly the values they are made of."""

from __future__ import annotations

import pytest
from flask import Flask, g
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

PART = "{{ _('None yet.') }} {{ name }}{% if secret %} {{ actor.role }}{% endif %}"


@pytest.fixture
def part(app: Flask) -> str:
    app.jinja_env.loader = DictLoader({"part.html": PART})
    return "part.html"


def test_a_part_is_made_once_for_the_same_values_and_anew_for_others_or_in_another_language(
    app: Flask, part: str
) -> None:
    rendered_from = app.jinja_env.globals["rendered_from"]
    with app.test_request_context():
        english = rendered_from(part, name="<b>")
        assert english == Markup("None yet. &lt;b&gt;")
        assert rendered_from(part, name="<b>") is english
        assert rendered_from(part, name="Kenya") == "None yet. Kenya"
        g.language = "fr"
        assert rendered_from(part, name="<b>") is not english


def test_a_part_that_is_kept_knows_nobody_who_reads_it(app: Flask, part: str) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError):
        app.jinja_env.globals["rendered_from"](part, name="Kenya", secret=True)
