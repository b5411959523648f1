"""The search over everything."""

from __future__ import annotations

from flask import render_template, request

from crm.accounts import rates
from crm.countries.queries import list_places
from crm.home.queries.finding import find
from crm.home.views.blueprint import bp
from crm.web import current
from crm.web.access import signed_in
from crm.web.limits import limited

LONGEST = 200


@bp.get("/search")
@signed_in
@limited(rates.SEARCH, methods=(), argument="q")
def search() -> str:
    """Find people, countries and actions."""
    text = request.args.get("q", "").replace("\x00", " ").strip()[:LONGEST]
    found = find(current.session(), text, current.actor(), current.now())
    countries = list_places(current.session(), current.language()).names
    return render_template("home/search.html", text=text, found=found, countries=countries)
