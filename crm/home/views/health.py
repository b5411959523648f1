"""The health check."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response

from crm.home.views.blueprint import bp
from crm.web import current
from crm.web.access import public


@bp.get("/healthz")
@public
def health() -> Response:
    """Say ok when the database answers."""
    current.session().execute(sa.text("SELECT 1"))
    return Response("ok", mimetype="text/plain")
