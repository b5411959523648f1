"""The list of all States, and the forms for what we keep of one: our notes, and how it ratifies."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.forms import NotesForm, ProcedureForm
from crm.countries.place import Place
from crm.countries.queries import find_country, list_places
from crm.countries.services import note_country, set_procedure
from crm.countries.views.blueprint import TREATY, WRONG, bp, sees_people
from crm.members.queries.by_country import friends_by_country
from crm.treaties.asking import step_word
from crm.treaties.freshness import freshness
from crm.treaties.queries import get_treaty, standings
from crm.treaties.report import FILE_COLUMNS, file_row
from crm.treaties.roster import Row, Wanted, chosen, regions_of
from crm.treaties.status import TreatyStatus
from crm.treaties.vocabulary import vocabulary
from crm.treaties.wording import status_word
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import Format, download, wanted_format
from crm.web.listing import filter_args
from crm.web.undo import offer_undo


@bp.get("/")
@requires(Act.SEE_FACTS, published=True)
def index() -> ResponseReturnValue:
    """List every State with its status, its next step and our friends there, or give the list as a file."""
    session, on = current.session(), current.asked_day()
    places = list_places(session, current.language())
    treaty = get_treaty(session, TREATY) if places else None
    rows = _rows(places, on)
    wanted = Wanted.read(request.args, request.args.getlist("status"))
    sort = request.args.get("sort", "name")
    listed = chosen(rows, wanted, sort)
    file = wanted_format()
    if file is not None:
        return _file(file, on, listed)
    return render_template(
        "countries/index.html",
        rows=_cells(listed),
        on=on,
        wanted=wanted,
        sort=sort,
        args=filter_args(),
        statuses=list(TreatyStatus),
        regions=regions_of(rows),
        treaty=treaty,
        freshness=freshness,
        with_friends=sees_people(),
        **vocabulary(current.language()),
    )


@bp.route("/<iso2>/notes", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def notes(iso2: str) -> ResponseReturnValue:
    """Keep our partner there, and what we want to remember."""
    country = find_country(current.session(), iso2) or abort(404)
    form = NotesForm(obj=country)
    if form.validate_on_submit():
        note_country(current.session(), country, form.partner.data or "", form.notes.data or "")
        offer_undo(_("The notes are kept."))
        return redirect(url_for("briefs.show", iso2=country.iso2))
    return render_template("countries/notes.html", form=form, country=country), WRONG if form.errors else 200


@bp.route("/<iso2>/procedure", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def procedure(iso2: str) -> ResponseReturnValue:
    """Keep how ratification is done there."""
    country = find_country(current.session(), iso2) or abort(404)
    form = ProcedureForm(obj=country)
    if form.validate_on_submit():
        set_procedure(current.session(), country, form.procedure.data, form.procedure_source.data or "")
        offer_undo(_("It is noted; the ask follows it."))
        return redirect(url_for("countries.show", iso2=country.iso2))
    return render_template("countries/procedure.html", form=form, country=country), WRONG if form.errors else 200


def _rows(places: Sequence[Place], on: date) -> Sequence[Row]:
    session = current.session()
    held = standings(session, TREATY, on, today=current.today()) if places else {}
    friends = friends_by_country(session, current.actor()) if sees_people() else {}
    return [Row(place, held[place.iso2], friends.get(place.iso2, 0)) for place in places]


def _cells(rows: Sequence[Row]) -> tuple[tuple[Hashable, ...], ...]:
    """What the list says of each State, and nothing else: its rows are kept as long as they say the same."""
    language = current.language()
    return tuple(
        (
            at.iso2,
            row.place.name,
            row.place.areas[-1],
            status_word(at.status, language),
            at.is_leaving,
            step_word(at.step, language),
            row.friends,
        )
        for row in rows
        for at in [row.standing]
    )


def _file(file: Format, on: date, rows: Sequence[Row]) -> Response:
    """The list as a file; how many friends we have is told to those who see people."""
    treaty, ours = get_treaty(current.session(), TREATY), sees_people()
    told = (file_row(row.standing, row.place.name, on, treaty.known_until, treaty.source) for row in rows)
    friends = ([row.friends] if ours else [] for row in rows)
    lines = ([*said, *number] for said, number in zip(told, friends, strict=True))
    return download(file, f"countries-{on.isoformat()}", [*FILE_COLUMNS, *(["friends"] if ours else [])], lines)
