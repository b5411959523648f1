"""The front page of whoever is signed in, and the health check."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.queries import is_empty
from crm.web import current
from crm.web.access import public

bp = Blueprint("home", __name__)
blueprints = (bp,)


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """Show the front page; an instance without users asks for its first coordinator."""
    if current.user() is None and is_empty(current.session()):
        return redirect(url_for("accounts.start"))
    return render_template("home/public.html")


@bp.get("/healthz")
@public
def health() -> Response:
    """Say ok when the database answers."""
    current.session().execute(sa.text("SELECT 1"))
    return Response("ok", mimetype="text/plain")
