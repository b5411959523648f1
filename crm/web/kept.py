"""Parts of pages that are the same again and again, rendered once."""

from __future__ import annotations

from flask import Flask, render_template
from markupsafe import Markup


def keep_parts(app: Flask) -> None:
    """Give templates `kept(template, *key)`: its text, rendered once for each key, on which alone it may depend."""
    texts: dict[tuple[object, ...], Markup] = {}

    def kept(template: str, *key: object) -> Markup:
        text = texts.get((template, *key))
        if text is None:
            # Our own templates escape what they show.
            text = texts[(template, *key)] = Markup(render_template(template))  # noqa: S704
        return text

    app.jinja_env.globals["kept"] = kept
