"""Parts of pages that are the same again and again, rendered once."""

from __future__ import annotations

from flask import Flask, render_template
from markupsafe import Markup


def offer(app: Flask) -> None:
    """Give templates `rendered_once(template, *key)`: made once for each key, on which alone it depends."""
    texts: dict[tuple[object, ...], Markup] = {}

    def rendered_once(template: str, *key: object) -> Markup:
        text = texts.get((template, *key))
        if text is None:
            # Our own templates escape what they show.
            text = texts[(template, *key)] = Markup(render_template(template))  # noqa: S704
        return text

    app.jinja_env.globals["rendered_once"] = rendered_once
