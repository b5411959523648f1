"""Saving words that two people may have open: by the form's button, or by itself while somebody types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from crm.digests.models import Edited
from crm.digests.queries.translations import editor_of
from crm.web import current
from crm.web.forms import Form

OVERTAKEN = 409


def by_itself() -> bool:
    """Whether a page asks, not a person: it wants to know the version, and shows no page."""
    return request.accept_mimetypes.best == "application/json"


def version_of(row: Edited | None) -> Response:
    """Say which version words have, and who saved it."""
    at = row.edited_at if row is not None else None
    return jsonify(
        version=row.version if row is not None else 0,
        by=editor_of(current.session(), row),
        at=at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else "",
    )


def refused(form: Form) -> ResponseReturnValue:
    """Say which fields can't be saved, and why."""
    return jsonify(errors={name: [str(error) for error in found] for name, found in form.errors.items()}), 422


def overtaken(read: Callable[[], Any]) -> Any:
    """Let go of what was about to be saved, and read the words as they are."""
    current.session().rollback()
    return read()
