"""After each act, a button that undoes it: the message names none of our people, for it travels in a cookie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash
from flask import session as cookie

from crm.audit.services import change_set_id
from crm.web import current

PREFIX = "undo:"
SAID = "_flashes"
"""Where the cookie holds the messages that no page has shown yet."""


def offer_undo(message: str) -> None:
    """Say what was done, with a button to undo everything this request changed."""
    done = change_set_id(current.session())
    flash(message, "message" if done is None else f"{PREFIX}{done}")


@contextmanager
def unsaid_on_failure() -> Iterator[None]:
    """Take back what a request says it did when it fails, for nothing was done; what was said before stays."""
    before = list(cookie.get(SAID, ()))
    try:
        yield
    except BaseException:
        cookie.pop(SAID, None)
        if before:
            cookie[SAID] = before
        raise
