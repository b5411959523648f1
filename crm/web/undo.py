"""After each act, a button that undoes it: the message keeps no name, for it travels in a cookie."""

from __future__ import annotations

from flask import flash

from crm.audit.services import change_set_id
from crm.web import current

PREFIX = "undo:"


def offer_undo(message: str) -> None:
    """Say what was done, with a button to undo everything this request changed."""
    done = change_set_id(current.session())
    flash(message, "message" if done is None else f"{PREFIX}{done}")
