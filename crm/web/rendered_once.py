"""Parts of pages that are the same again and again, rendered once."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from flask import Flask, render_template
from markupsafe import Markup

from crm.web import current

KEPT = 64
"""How many parts made of values are kept: some megabytes at most."""


def offer(app: Flask) -> None:
    """Give templates `rendered_once(template, *key)` and `rendered_from(template, **values)`.

    The first is made once for each key, on which alone it depends. The second sees nothing but its values and the
    language of the page, and is made anew where one of them is another.
    """
    texts: dict[tuple[object, ...], Markup] = {}

    # Our own templates escape what they show.
    def rendered_once(template: str, *key: object) -> Markup:
        text = texts.get((template, *key))
        if text is None:
            text = texts[(template, *key)] = Markup(render_template(template))  # noqa: S704
        return text

    def rendered_from(template: str, **values: Hashable) -> Markup:
        return kept(template, current.language(), tuple(values.items()))

    @lru_cache(maxsize=KEPT)
    def kept(template: str, _language: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
        return Markup(app.jinja_env.get_template(template).render(dict(values)))  # noqa: S704

    app.jinja_env.globals.update(rendered_once=rendered_once, rendered_from=rendered_from)
