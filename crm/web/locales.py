"""In which language a page is shown.

Pages of readers are shown in the reader's own language; whoever works with the network reads English.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Domain, refresh
from markupsafe import Markup

from crm.accounts.rights import Role
from crm.languages import LANGUAGES, SOURCE, choose, speaking
from crm.web import current
from crm.web.extensions import babel

Word = TypeVar("Word")
View = TypeVar("View", bound=Callable[..., Any])


class ReadersTexts(Domain):
    """The texts of forms and messages, from the same catalogues as all that readers get."""

    def gettext(self, string: str, **variables: object) -> str:
        """Say a text in the language of the page."""
        said = speaking(_language()).gettext(string)
        return said % variables if variables else said

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        """Say a text with a number in the language of the page."""
        return speaking(_language()).ngettext(singular, plural, num) % {"num": num, **variables}


def speak(app: Flask) -> None:
    """Let forms, messages and templates say their texts in the page's language."""
    babel.domain_instance = ReadersTexts()
    app.after_request(_tell_caches)
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)


def say(text: str, /, **variables: object) -> Markup:
    """Say a text of a template in the language of the page; what it is filled with is escaped."""
    language = current.language()
    return Markup(speaking(language).gettext(text)) % variables if variables else _said(text, language)  # noqa: S704 - our own text


def say_number(one: str, many: str, num: int, /, **variables: object) -> Markup:
    """Say a text of a template with a number in the language of the page."""
    said = speaking(current.language()).ngettext(one, many, num)
    return Markup(said) % {"num": num, **variables}  # noqa: S704 - our own text


@lru_cache(maxsize=4096)
def _said(text: str, language: str) -> Markup:
    """Say a text without a gap; the lines of a template say the same ones again on every page."""
    return Markup(speaking(language).gettext(text)) % {}  # noqa: S704 - our own text


def said_once(say: Callable[[Word], str]) -> Callable[[Word], str]:
    """Let a word be looked up once for each language: a long list says the same few again and again."""

    @lru_cache(maxsize=512, typed=True)
    def kept(word: Word, _language: str) -> str:
        return say(word)

    return lambda word: kept(word, current.language())


def spoken(view: View) -> View:
    """Mark a view as shown in its reader's language: all its texts stand in the catalogues."""
    view.is_spoken = True  # type: ignore[attr-defined]  # read by `choose_locale`
    return view


def speak_to(language: str) -> None:
    """Show the page of this request in the language of the person whose link opened it."""
    g.spoken_to = language
    g.pop("language", None)
    refresh()


def choose_locale() -> str:
    """Give the language of a page: the link's person's, the reader's own, their browser's, else English."""
    if not has_request_context():
        return SOURCE
    if "spoken_to" in g:
        return choose(LANGUAGES, g.spoken_to).language
    user = current.user()
    if (user is not None and user.role is not Role.MEMBER) or not _is_spoken(request.endpoint):
        return SOURCE
    if user is not None:
        return choose(LANGUAGES, user.language).language
    return request.accept_languages.best_match(LANGUAGES) or SOURCE


def _is_spoken(endpoint: str | None) -> bool:
    """Whether a page is one of readers'; an address without a page gets a page of theirs."""
    return endpoint is None or getattr(current_app.view_functions.get(endpoint), "is_spoken", False)


def _tell_caches(response: Response) -> Response:
    """Let no cache give one reader's page to whose browser asks for another language."""
    if _is_spoken(request.endpoint):
        response.vary.add("Accept-Language")
    return response


def _language() -> str:
    return current.language() if has_request_context() else SOURCE
