"""The front page of whoever is signed in, and the health check."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, render_template

from crm.web import current
from crm.web.access import public

bp = Blueprint("home", __name__)
blueprints = (bp,)


@bp.get("/")
@public
def front() -> str:
    """Show the front page."""
    return render_template("home/public.html")


@bp.get("/healthz")
@public
def health() -> Response:
    """Say ok when the database answers."""
    current.session().execute(sa.text("SELECT 1"))
    return Response("ok", mimetype="text/plain")
