"""The map and the curve of a treaty as drawings: SVG for screens and print, PNG where SVG is not taken."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.countries.shapes import world
from crm.treaties.curve import by_year, draw, history
from crm.treaties.drawing import png
from crm.treaties.queries import acts_under, standings
from crm.treaties.status import TreatyStatus, told_until
from crm.treaties.views.blueprint import bp, treaty_or_404
from crm.treaties.vocabulary import vocabulary
from crm.treaties.worldmap import captioned
from crm.web import current
from crm.web.access import requires
from crm.web.drawing import drawing_style


@bp.get("/<key>/map.<any(svg, png):form>")
@requires(Act.SEE_FACTS, published=True)
def world_map(key: str, form: str) -> Response:
    """Draw the world by status on a day."""
    treaty, on = treaty_or_404(key), current.asked_day()
    held = standings(current.session(), treaty.key, on, today=current.today())
    names = list_places(current.session(), current.language()).names
    told = told_until(treaty.known_until, held.values())
    svg = _map(
        treaty.name,
        min(on, told),
        tuple(names.items()),
        tuple((iso2, standing.status) for iso2, standing in held.items()),
        current.language(),
    )
    return _answer(svg, form, f"{treaty.key}-map-{on.isoformat()}")


@bp.get("/<key>/curve.<any(svg, png):form>")
@requires(Act.SEE_FACTS, published=True)
def spread(key: str, form: str) -> Response:
    """Draw how many States had signed and were party, from the first act to a day."""
    treaty, on = treaty_or_404(key), current.asked_day()
    session, today = current.session(), current.today()
    told = told_until(treaty.known_until, standings(session, treaty.key, on, today=today).values())
    until = min(on, told)
    points = history(acts_under(session, treaty.key, today), until)
    if not points:
        abort(404)
    last = by_year(points, until)[-1]
    svg = _drawing(
        "curve",
        title=_("How the %(treaty)s spread, until %(day)s", treaty=treaty.name, day=_day(until)),
        description=_("How many States had signed and were party, by year; the treaty's page has the numbers."),
        curve=draw(points, until),
        parties=_("States Parties: %(number)s", number=last.parties),
        signed=_("ever signed: %(number)s", number=last.signed),
    )
    return _answer(svg, form, f"{treaty.key}-curve-{on.isoformat()}")


@lru_cache(maxsize=16)
def _map(
    treaty: str,
    on: date,
    names: tuple[tuple[str, str], ...],
    statuses: tuple[tuple[str, TreatyStatus], ...],
    language: str,
) -> str:
    """The drawing of these facts in this language: what did not change is not drawn again."""
    return _drawing("map", **captioned(world(), treaty, on, dict(names), statuses, language), countries="/countries/")


def _day(on: date) -> str:
    return str(vocabulary(current.language())["long_date"](on))


def _drawing(name: str, **what: object) -> str:
    return render_template(f"treaties/{name}.svg", style=drawing_style()[0], **{"language": current.language(), **what})


def _answer(svg: str, form: str, name: str) -> Response:
    """Answer with the drawing, to look at or, with `?download`, to keep."""
    answer = Response(svg, mimetype="image/svg+xml") if form == "svg" else Response(png(svg), mimetype="image/png")
    answer.headers["Content-Security-Policy"] = drawing_style()[1]
    if "download" in request.args:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
