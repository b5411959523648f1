"""Error pages: what happened, and what to do next; never a trace."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, Unauthorized

from crm.extensions import db
from crm.web import side_records
from crm.web.typed import page_before, typed

WORDS = {
    400: (
        _l("This request could not be read"),
        _l("Go back, reload the page and try again."),
    ),
    401: (
        _l("Please sign in"),
        _l("You are not signed in any more. Sign in and try again."),
    ),
    403: (
        _l("This is not open to you"),
        _l("Your role does not include this page. Ask the coordinator if you need it."),
    ),
    404: (
        _l("Page not found"),
        _l("The address may be old, or the thing is not yours to see."),
    ),
    405: (_l("This can't be done here"), _l("Go back and use the button on the page.")),
    413: (_l("This is too large"), _l("Files can have %(files)s MB at most, text %(text)s kB.")),
    429: (_l("Too many requests"), _l("Wait a little and try again.")),
    500: (
        _l("Something went wrong"),
        _l("Nothing was saved. Try again; if it happens again, tell the coordinator."),
    ),
}


FORBIDDEN, TOO_LARGE = 403, 413


def register(app: Flask) -> None:
    """Show every error as a page in plain words."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(CSRFError, _show)
    app.register_error_handler(500, _show)
    app.register_error_handler(OverflowError, _unreadable)
    app.register_error_handler(DataError, _unreadable)


def _unreadable(_error: Exception) -> ResponseReturnValue:
    """Say that a request could not be read whose numbers or characters no database holds."""
    return _show(BadRequest())


def _show(error: HTTPException) -> tuple[str, int, dict[str, str]]:
    db.session.rollback()
    _write_down(error)
    code = error.code or 500
    heading, advice = WORDS.get(code, WORDS[400 if code < 500 else 500])  # noqa: PLR2004 - where server errors begin
    if code == TOO_LARGE:
        advice = str(advice) % _limits()
    wait = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(wait)} if wait else {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    try:
        texts = typed() if isinstance(error, (CSRFError, Unauthorized)) else ()
        page = render_template(
            "web/error.html", code=code, heading=heading, advice=advice, typed=texts, before=page_before()
        )
    except DBAPIError:
        page = _by_itself(heading, advice)
    return page, code, headers


def _limits() -> Mapping[str, int]:
    """How much a request may carry: files in MB, text in kB."""
    return {
        "files": (request.max_content_length or 0) // 2**20,
        "text": (request.max_form_memory_size or 0) // 1000,
    }


def _by_itself(heading: LazyString, advice: LazyString | str) -> str:
    """The same words on a page without anything around them: with the database away nobody knows who reads it."""
    with force_locale("en"):
        return current_app.jinja_env.get_template("web/error_by_itself.html").render(heading=heading, advice=advice)


def _write_down(error: HTTPException) -> None:
    """Keep in the journal who was refused what; the page is named by its endpoint, as its address may hold a secret."""
    if isinstance(error, CSRFError):
        side_records.note_refusal("request refused", page=request.endpoint, reason=str(error.description))
    elif error.code == FORBIDDEN:
        side_records.note_refusal("page refused", page=request.endpoint, method=request.method)
