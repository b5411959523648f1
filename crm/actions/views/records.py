"""The page of one action, what came of it, and taking it away."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed
from crm.actions.forms.outcome import OutcomeForm
from crm.actions.models import ActionState
from crm.actions.queries import ActionRecord, chambers_of_action, may_edit, outcomes_of
from crm.actions.services import NotAllowedError, accept_draft, record_outcome, withdraw
from crm.actions.services.recording import subject_of
from crm.actions.views.blueprint import bp, editable, wanted
from crm.audit.queries import change_sets_of
from crm.followups.queries import follow_ups_of_action
from crm.followups.services import see_to_answer
from crm.milestones.queries import ties_of_action
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

WRONG = 422


@bp.get("/actions/<int:action_id>")
@requires(Act.SEE_ACTIONS)
def show(action_id: int) -> str:
    """Show an action: who took part, what came of it, what was promised, what changed."""
    return _page(wanted(action_id), OutcomeForm())


@bp.post("/actions/<int:action_id>/outcomes")
@requires(Act.LOG_ACTIONS)
def add_outcome(action_id: int) -> ResponseReturnValue:
    """Keep what came of an action."""
    record = editable(action_id)
    form = OutcomeForm()
    if not form.validate():
        return _page(record, form), WRONG
    record_outcome(current.session(), current.actor(), current.now(), record.action, form.draft())
    see_to_answer(current.session(), current.actor(), current.now(), action_id)
    offer_undo(_("What came of it is kept."))
    return redirect(url_for("actions.show", action_id=action_id))


@bp.post("/actions/<int:action_id>/accept")
@requires(Act.LOG_ACTIONS)
def accept(action_id: int) -> ResponseReturnValue:
    """Let a draft told by mailed link count."""
    record = editable(action_id)
    try:
        accept_draft(current.session(), current.actor(), record.action)
    except NotAllowedError:
        return _page(record, OutcomeForm()), 403
    offer_undo(_("The draft counts now."))
    return redirect(url_for("actions.show", action_id=action_id))


@bp.post("/actions/<int:action_id>/take-away")
@requires(Act.LOG_ACTIONS)
def take_away(action_id: int) -> ResponseReturnValue:
    """Take an action away."""
    record = editable(action_id)
    withdraw(current.session(), current.actor(), record.action)
    offer_undo(_("The action is taken away."))
    return redirect(url_for("actions.index"))


def _page(record: ActionRecord, form: OutcomeForm) -> str:
    session, actor = current.session(), current.actor()
    sees_people = allowed(actor, Act.SEE_PEOPLE, Relation.ANY)
    number = record.action.id
    return render_template(
        "actions/show.html",
        record=record,
        action=record.action,
        form=form,
        editable=may_edit(record, actor),
        accepts=record.action.state is ActionState.DRAFT and allowed(actor, Act.LOG_ACTIONS, Relation.ANY),
        sees_people=sees_people,
        chambers=chambers_of_action(session, number),
        outcomes=outcomes_of(session, number),
        ties=ties_of_action(session, number, actor, current.today()),
        follow_ups=follow_ups_of_action(session, number, actor),
        changes=change_sets_of(session, subject_of(record.action)) if sees_people else (),
    )
