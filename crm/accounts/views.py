"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, render_template

from crm.web.access import public

bp = Blueprint("accounts", __name__)
blueprints = (bp,)


@bp.get("/sign-in")
@public
def sign_in() -> str:
    """Ask who it is."""
    return render_template("accounts/sign_in.html")
