"""Tying actions to steps, from the step's page and from the action's."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from crm.accounts.rights import Act
from crm.actions.queries import find_action
from crm.milestones.forms import MilestoneTieForm, refuse
from crm.milestones.queries import milestones_of
from crm.milestones.services import MilestoneError, tie_action, untie
from crm.milestones.views.blueprint import WRONG, bp, wanted, word
from crm.milestones.views.choosing import tie_form
from crm.milestones.views.records import page
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.post("/<int:milestone_id>/actions")
@requires(Act.EDIT_FACTS)
def tie(milestone_id: int) -> ResponseReturnValue:
    """Tie an action to a step."""
    row = wanted(milestone_id)
    form = tie_form(row.milestone, request.form)
    if form.validate():
        told = form.action.data, form.tie.data, form.evidence.data or ""
        try:
            tie_action(current.session(), current.actor(), row.milestone, *told)
        except MilestoneError as error:
            refuse(form, error)
        else:
            offer_undo(_("The action is tied to the step."))
            return redirect(url_for("milestones.show", milestone_id=milestone_id))
    return page(row, tying=form), WRONG


@bp.post("/<int:milestone_id>/actions/<int:tie_id>/take-away")
@requires(Act.EDIT_FACTS)
def cut(milestone_id: int, tie_id: int) -> ResponseReturnValue:
    """Take the tie of an action to a step away."""
    untie(current.session(), current.actor(), wanted(milestone_id).milestone, tie_id)
    offer_undo(_("The action is no longer tied to the step."))
    return redirect(url_for("milestones.show", milestone_id=milestone_id))


@bp.route("/for-action/<int:action_id>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def from_action(action_id: int) -> ResponseReturnValue:
    """Ask which step an action is tied to, and how."""
    session, actor = current.session(), current.actor()
    record = find_action(session, action_id, actor)
    if record is None or record.country is None:
        abort(404)
    steps = {row.milestone.id: row for row in milestones_of(session, record.country.iso2, actor, current.today())}
    form = MilestoneTieForm()
    form.milestone.choices = [SelectChoice(number, word(row.milestone.kind)) for number, row in steps.items()]
    if form.validate_on_submit():
        told = action_id, form.tie.data, form.evidence.data or ""
        try:
            tie_action(session, actor, steps[form.milestone.data].milestone, *told)
        except MilestoneError as error:
            refuse(form, error)
        else:
            offer_undo(_("The action is tied to the step."))
            return redirect(url_for("actions.show", action_id=action_id))
    shown = render_template("milestones/for_action.html", form=form, record=record, steps=steps)
    return shown, WRONG if request.method == "POST" else 200
