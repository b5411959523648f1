"""Opening a follow-up."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.actions.queries import find_action
from crm.followups.forms.building import new_form
from crm.followups.forms.forms import FollowUpForm
from crm.followups.services import Promise, open_follow_up
from crm.followups.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires
from crm.web.addresses import local_target
from crm.web.undo import offer_undo


@bp.get("/follow-ups/new")
@requires(Act.EDIT_FOLLOW_UPS)
def new() -> str:
    """Ask what is to be done, by when."""
    return _page(new_form())


@bp.post("/follow-ups/new")
@requires(Act.EDIT_FOLLOW_UPS)
def add() -> ResponseReturnValue:
    """Keep what is to be done."""
    form = new_form()
    if not form.validate():
        return _page(form), WRONG
    open_follow_up(current.session(), current.actor(), current.now(), _promise(form))
    offer_undo(_("The follow-up is kept."))
    return redirect(local_target(request.form.get("next"), url_for("followups.index")))


def _promise(form: FollowUpForm) -> Promise:
    return Promise(
        text=form.text.data,
        due_on=form.due_on.data,
        member_id=form.person.person.id if form.person.person else None,
        country_iso2=form.country.data,
        action_id=_action_id(),
        owner_id=form.owner.data,
    )


def _action_id() -> int | None:
    """The action that the address names, if there is one."""
    asked = request.args.get("action", "")
    if not (asked.isascii() and asked.isdecimal()) or len(asked) > 9:  # noqa: PLR2004 - an id
        return None
    record = find_action(current.session(), int(asked), current.actor())
    return record.action.id if record else None


def _page(form: FollowUpForm) -> str:
    return render_template("followups/new.html", form=form)
