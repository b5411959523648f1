"""Chambers: a list, above all of those that imports made; correct, merge, call an election."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.countries.forms import ChamberForm, ElectionForm
from crm.countries.models import Chamber, ChamberOrigin
from crm.countries.names import fold
from crm.countries.queries import list_chambers, list_places, states_of
from crm.countries.services import call_election, edit_chamber, merge_chambers
from crm.followups.models import FollowUpKind
from crm.followups.services import Promise, open_follow_up
from crm.partial_date import PartialDate
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

bp = Blueprint("chambers", __name__, url_prefix="/chambers")

WRONG = 422


@bp.get("/")
@requires(Act.EDIT_FACTS)
def index() -> str:
    """List the chambers; `?origin=import` those that imports made."""
    asked = request.args.get("origin", "")
    origin = ChamberOrigin(asked) if asked in {one.value for one in ChamberOrigin} else None
    search = request.args.get("q", "").strip()
    listed = list_chambers(current.session(), origin=origin, search=fold(search))
    return render_template("countries/chambers.html", chambers=listed, origin=origin, search=search)


@bp.route("/new", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def new() -> ResponseReturnValue:
    """Add a chamber."""
    form = _offered(ChamberForm(country=request.args.get("country")))
    if form.validate_on_submit():
        chamber = edit_chamber(current.session(), form.draft())
        offer_undo(_("The chamber is added."))
        return redirect(url_for("chambers.show", chamber_id=chamber.id))
    return _page(form, None), WRONG if form.errors else 200


@bp.route("/<int:chamber_id>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def show(chamber_id: int) -> ResponseReturnValue:
    """Show a chamber to be corrected, merged, or told that an election was called."""
    chamber = _wanted(chamber_id)
    names = list_places(current.session(), current.language()).names
    shared = "\n".join(names[iso2] for iso2 in states_of(current.session(), chamber.id))
    form = _offered(ChamberForm(obj=chamber, country=chamber.country_iso2, shared=shared))
    if form.validate_on_submit():
        edit_chamber(current.session(), form.draft(), chamber)
        offer_undo(_("The chamber is corrected."))
        return redirect(url_for("chambers.show", chamber_id=chamber.id))
    return _page(form, chamber), WRONG if form.errors else 200


@bp.post("/<int:chamber_id>/merge")
@requires(Act.EDIT_FACTS)
def merge(chamber_id: int) -> ResponseReturnValue:
    """Let another chamber take the place of this one, wherever it is named."""
    gone, wanted = _wanted(chamber_id), request.form.get("into", "")
    into = current.session().get(Chamber, int(wanted)) if wanted.isdecimal() else None
    if into is None or into.id == gone.id:
        form = _offered(ChamberForm(formdata=None, obj=gone, country=gone.country_iso2))
        return _page(form, gone, _("Choose the chamber that stays.")), WRONG
    moved = merge_chambers(current.session(), gone, into)
    offer_undo(ngettext("Merged; %(num)s entry was moved.", "Merged; %(num)s entries were moved.", moved))
    return redirect(url_for("chambers.show", chamber_id=into.id))


@bp.route("/<int:chamber_id>/election", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def election(chamber_id: int) -> ResponseReturnValue:
    """Note that an election was called, and put on the Today list to look afterwards who was elected."""
    chamber, form = _wanted(chamber_id), ElectionForm()
    if form.validate_on_submit():
        session, on = current.session(), PartialDate(form.on.data)
        call_election(session, chamber, on, form.source.data)
        promise = Promise(
            _("Look who was elected in %(chamber)s, and confirm our friends' mandates", chamber=chamber.name),
            on.latest,
            FollowUpKind.MANDATE,
            country_iso2=chamber.country_iso2,
            owner_id=current.actor().user_id,
        )
        open_follow_up(session, current.actor(), current.now(), promise)
        offer_undo(_("The election is noted, and a follow-up is due then."))
        return redirect(url_for("chambers.show", chamber_id=chamber.id))
    return render_template("countries/election.html", form=form, chamber=chamber), WRONG if form.errors else 200


def _wanted(chamber_id: int) -> Chamber:
    return current.session().get(Chamber, chamber_id) or abort(404)


def _offered(form: ChamberForm) -> ChamberForm:
    form.country.offer(list_places(current.session(), current.language()))
    return form


def _page(form: ChamberForm, chamber: Chamber | None, merge_error: str = "") -> str:
    everyone = list_chambers(current.session(), origin=None, search="") if chamber else []
    return render_template(
        "countries/chamber.html",
        form=form,
        chamber=chamber,
        merge_error=merge_error,
        others=[one for one in everyone if chamber and one.id != chamber.id],
        **vocabulary(current.language()),
    )
