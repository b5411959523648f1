"""A letter and what is enclosed, for whoever has the link that was mailed with it."""

from __future__ import annotations

from flask import Response, abort

from crm.accounts import rates
from crm.letters import files
from crm.letters.queries.batches import find_by_token
from crm.letters.views.blueprint import a_file, bp, instance
from crm.web import current
from crm.web.access import public
from crm.web.limits import limited


@bp.get("/of/<token>/letter.pdf")
@public
@limited(rates.FILES, methods=("GET",))
def own_letter(token: str) -> Response:
    """Give a letter to its reader."""
    letter = find_by_token(current.session(), token) or abort(404)
    return a_file(files.path_of(instance(), letter.file_name).read_bytes(), f"{letter.reference}.pdf")


@bp.get("/of/<token>/<int:place>.pdf")
@public
@limited(rates.FILES, methods=("GET",))
def own_enclosure(token: str, place: int) -> Response:
    """Give one of the papers enclosed with a letter to its reader."""
    letter = find_by_token(current.session(), token) or abort(404)
    if not 0 < place <= len(letter.enclosures):
        abort(404)
    kept = letter.enclosures[place - 1]
    return a_file(files.path_of(instance(), str(kept["file"])).read_bytes(), f"{kept['title']}.pdf")
