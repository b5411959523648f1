"""Writing an action down and editing it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.actions.forms.building import (
    add_blank_rows,
    as_kept,
    for_editing,
    for_new,
    keeps_records,
    kept_parts,
    own_members,
)
from crm.actions.forms.writing import ActionForm
from crm.actions.models import ActionState, ParliamentaryAction
from crm.actions.services import Part, edit_action, record_action, record_outcome
from crm.actions.services.recording import subject_of
from crm.actions.views.blueprint import bp, editable
from crm.audit.services import describe, on_behalf_of
from crm.followups.services import Promise, open_follow_up
from crm.web import current
from crm.web.access import requires
from crm.web.addresses import local_target
from crm.web.meanwhile import OVERTAKEN, Record, take_over, tell
from crm.web.undo import offer_undo

WRONG = 422
COLUMNS = {"country": "country_iso2"}
"""Where a field of the form stands in the record, if under another name."""
MORE = "more_people"
"""The name of the button that asks for more rows."""


@bp.get("/actions/new")
@requires(Act.LOG_ACTIONS)
def new() -> ResponseReturnValue:
    """Ask what was done."""
    if not keeps_records() and not current.actor().members:
        return render_template("actions/unlinked.html")
    return _page(for_new())


@bp.post("/actions/new")
@requires(Act.LOG_ACTIONS)
def log() -> ResponseReturnValue:
    """Write down what was done, what came of it, and what was promised."""
    form = for_new()
    if _wants_more_rows(form):
        return _page(form)
    if not form.validate():
        return _page(form), WRONG
    action = _record(form)
    offer_undo(_("The plan is kept.") if action.state is ActionState.PLANNED else _("The action is logged."))
    return redirect(local_target(request.form.get("next"), url_for("actions.show", action_id=action.id)))


@bp.get("/actions/<int:action_id>/edit")
@requires(Act.LOG_ACTIONS)
def edit(action_id: int) -> ResponseReturnValue:
    """Show what is kept of an action, to be changed."""
    record = editable(action_id)
    return _page(for_editing(record), record.action)


@bp.post("/actions/<int:action_id>/edit")
@requires(Act.LOG_ACTIONS)
def change(action_id: int) -> ResponseReturnValue:
    """Keep what was changed of an action."""
    record = editable(action_id)
    form = for_editing(record)
    if _wants_more_rows(form):
        return _page(form, record.action)
    clashes = take_over(form, as_kept(record))
    if not form.validate() or clashes:
        said = tell(form, clashes, Record(ParliamentaryAction.__tablename__, str(action_id), COLUMNS))
        return _page(form, record.action, said), OVERTAKEN if clashes else WRONG
    draft = form.draft(kept_parts(record), record.action)
    edit_action(current.session(), current.actor(), record.action, draft)
    offer_undo(_("The action is changed."))
    return redirect(url_for("actions.show", action_id=action_id))


def _wants_more_rows(form: ActionForm) -> bool:
    """Whether the button for more participants was pressed: then they are there, and nothing is kept yet."""
    if MORE not in request.form or form.participants is None:
        return False
    add_blank_rows(form)
    return True


def _record(form: ActionForm) -> ParliamentaryAction:
    session, actor, now = current.session(), current.actor(), current.now()
    action = record_action(session, actor, now, form.draft(_writer(form)))
    outcome = form.outcome_draft()
    if outcome is not None:
        record_outcome(session, actor, now, action, outcome)
    if form.then_what is not None and form.then_what.data:
        open_follow_up(session, actor, now, _promise(form, action))
    describe(session, _("Logged an action"), subject=subject_of(action))
    return action


def _writer(form: ActionForm) -> list[Part]:
    """The member who writes, or for whom an assistant does: that is kept with the act."""
    if keeps_records():
        return []
    whose = form.for_whom.data if form.for_whom is not None else next(iter(own_members()))
    if whose != current.actor().member_id:
        on_behalf_of(current.session(), whose)
    return [Part(whose)]


def _promise(form: ActionForm, action: ParliamentaryAction) -> Promise:
    named = [row.form.person.person for row in form.participants]
    return Promise(
        text=form.then_what.data,
        due_on=form.then_by.data,
        member_id=next((person.id for person in named if person is not None), None),
        country_iso2=action.country_iso2,
        action_id=action.id,
        owner_id=current.actor().user_id,
    )


def _page(form: ActionForm, action: ParliamentaryAction | None = None, said: Mapping[str, str] | None = None) -> str:
    return render_template("actions/form.html", form=form, action=action, clashes=said or {})
