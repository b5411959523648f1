"""Correcting what is held of a treaty action, with a source and its history; taking away what was none."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.queries import user_names
from crm.accounts.rights import Act
from crm.audit.queries import history_of
from crm.countries.queries import list_places
from crm.treaties.forms import TreatyActionForm
from crm.treaties.models import TreatyAction
from crm.treaties.services import FactError, correct_treaty_action, take_away_treaty_action
from crm.treaties.views.blueprint import bp
from crm.treaties.views.editing import FAULTS, found_in
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

WRONG = 422


@bp.route("/actions/<int:action_id>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def correct(action_id: int) -> ResponseReturnValue:
    """Show what is held of an act and what it was before, to be corrected."""
    action = _wanted(action_id)
    form = TreatyActionForm(obj=action, country=action.iso2)
    form.country.offer(
        [place for place in list_places(current.session(), current.language()) if place.iso2 == action.iso2]
    )
    if form.validate_on_submit():
        try:
            correct_treaty_action(current.session(), current.now(), action, found_in(action.treaty_key, form))
        except FactError as error:
            form.on.errors = [*form.on.errors, str(FAULTS[error.fault])]
        else:
            offer_undo(_("The treaty action is corrected."))
            return redirect(url_for("countries.show", iso2=action.iso2))
    return render_template(
        "treaties/correct.html",
        form=form,
        action=action,
        history=history_of(current.session(), TreatyAction.__tablename__, str(action.id)),
        who=user_names(current.session()),
        **vocabulary(current.language()),
    ), WRONG if form.errors else 200


@bp.post("/actions/<int:action_id>/take-away")
@requires(Act.EDIT_FACTS)
def take_away(action_id: int) -> ResponseReturnValue:
    """Take away an act that was none."""
    action = _wanted(action_id)
    iso2 = action.iso2
    take_away_treaty_action(current.session(), action)
    offer_undo(_("The treaty action is taken away."))
    return redirect(url_for("countries.show", iso2=iso2))


def _wanted(action_id: int) -> TreatyAction:
    return current.session().get(TreatyAction, action_id) or abort(404)
