"""Adding, moving, correcting and taking away a step; each act can be undone."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.followups.services import see_to_step
from crm.milestones.forms import MilestoneForm, MoveForm, milestone_form, refuse
from crm.milestones.models import Milestone
from crm.milestones.queries import chamber_choices, has_treaty
from crm.milestones.services import MilestoneError, edit_milestone, move_milestone, record_milestone, take_away
from crm.milestones.views.blueprint import TREATY, WRONG, bp, country_or_404, wanted
from crm.milestones.views.records import page
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.route("/new/<iso2>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def new(iso2: str) -> ResponseReturnValue:
    """Keep a step of a State."""
    session, country = current.session(), country_or_404(iso2)
    treaty = request.args.get("treaty", TREATY)
    if not has_treaty(session, treaty):
        abort(404)
    form = milestone_form(chamber_choices(session, country.iso2))
    if form.validate_on_submit():
        try:
            kept = record_milestone(session, current.actor(), current.now(), treaty, country.iso2, form.draft())
        except MilestoneError as error:
            refuse(form, error)
        else:
            return _kept(kept, _("The step is kept."))
    return _form_page(form, country, None)


@bp.route("/<int:milestone_id>/edit", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def edit(milestone_id: int) -> ResponseReturnValue:
    """Correct a step."""
    session, milestone = current.session(), wanted(milestone_id).milestone
    country = country_or_404(milestone.iso2)
    form = milestone_form(chamber_choices(session, country.iso2), milestone)
    if form.validate_on_submit():
        try:
            edit_milestone(session, current.actor(), current.now(), milestone, form.draft())
        except MilestoneError as error:
            refuse(form, error)
        else:
            return _kept(milestone, _("The step is corrected."))
    return _form_page(form, country, milestone)


@bp.post("/<int:milestone_id>/move")
@requires(Act.EDIT_FACTS)
def move(milestone_id: int) -> ResponseReturnValue:
    """Say how far a step came."""
    row, form = wanted(milestone_id), MoveForm()
    told = form.state.data, form.on.data, form.source.data
    if form.validate():
        try:
            move_milestone(current.session(), current.actor(), current.now(), row.milestone, *told)
        except MilestoneError as error:
            refuse(form, error)
        else:
            return _kept(row.milestone, _("The step is moved."))
    return page(row, moving=form), WRONG


@bp.post("/<int:milestone_id>/take-away")
@requires(Act.EDIT_FACTS)
def remove(milestone_id: int) -> ResponseReturnValue:
    """Take a step away."""
    milestone = wanted(milestone_id).milestone
    see_to_step(current.session(), current.actor(), current.now(), milestone, gone=True)
    take_away(current.session(), current.actor(), milestone)
    offer_undo(_("The step is taken away."))
    return redirect(url_for("countries.show", iso2=milestone.iso2))


def _kept(milestone: Milestone, said: str) -> ResponseReturnValue:
    """Let what waits for a person follow the step, and go on to its page."""
    see_to_step(current.session(), current.actor(), current.now(), milestone)
    offer_undo(said)
    return redirect(url_for("milestones.show", milestone_id=milestone.id))


def _form_page(form: MilestoneForm, country: Country, milestone: Milestone | None) -> ResponseReturnValue:
    shown = render_template("milestones/form.html", form=form, country=country, milestone=milestone)
    return shown, WRONG if request.method == "POST" else 200
