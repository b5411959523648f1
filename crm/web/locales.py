"""In which language a page is shown."""

from __future__ import annotations

from functools import cache

from flask import Flask, current_app, request

from crm.languages import speaking
from crm.web import current

SOURCE = "en"
"""The language that texts are written in."""


def speak(app: Flask) -> None:
    """Let templates say their texts in the reader's language: a page has a hundred, so each is found at once."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension brings it
        lambda text: speaking(current.language()).gettext(text),
        lambda one, many, number: speaking(current.language()).ngettext(one, many, number),
        newstyle=True,
    )


def choose_locale() -> str:
    """Give the reader's language as far as pages are translated: their own, else their browser's, else English."""
    offered = _offered(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    user = current.user()
    if user is not None:
        return user.language if user.language in offered else SOURCE
    return request.accept_languages.best_match(offered) or SOURCE


@cache
def _offered(folder: str) -> tuple[str, ...]:
    """The source language, and each for which a catalogue of translations is there."""
    del folder
    found = {str(locale) for locale in current_app.extensions["babel"].instance.list_translations()}
    return (SOURCE, *sorted(found - {SOURCE}))
