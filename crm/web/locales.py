"""In which language a page is shown."""

from __future__ import annotations

from functools import cache

from flask import current_app, request

from crm.web import current

SOURCE = "en"
"""The language that texts are written in."""


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
