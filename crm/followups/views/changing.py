"""The page of one follow-up: done, dropped, put off, handed over, open again."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.followups import services
from crm.followups.due import Delay, later
from crm.followups.forms.building import hand_over_form
from crm.followups.forms.forms import CloseForm, HandOverForm, SnoozeForm
from crm.followups.models import FollowUpState
from crm.followups.queries import FollowUpRow
from crm.followups.views.blueprint import WRONG, bp, wanted
from crm.web import current
from crm.web.access import requires
from crm.web.addresses import local_target
from crm.web.undo import offer_undo


@bp.get("/follow-ups/<int:follow_up_id>")
@requires(Act.EDIT_FOLLOW_UPS)
def show(follow_up_id: int) -> str:
    """Show a follow-up with all that can be done about it."""
    return _page(wanted(follow_up_id))


@bp.post("/follow-ups/<int:follow_up_id>/done")
@requires(Act.EDIT_FOLLOW_UPS)
def done(follow_up_id: int) -> ResponseReturnValue:
    """Close a follow-up: it is done."""
    return _close(wanted(follow_up_id), FollowUpState.DONE, _("The follow-up is closed."))


@bp.post("/follow-ups/<int:follow_up_id>/drop")
@requires(Act.EDIT_FOLLOW_UPS)
def drop(follow_up_id: int) -> ResponseReturnValue:
    """Close a follow-up: nobody needs it any more."""
    return _close(wanted(follow_up_id), FollowUpState.DROPPED, _("The follow-up is dropped."))


@bp.post("/follow-ups/<int:follow_up_id>/open-again")
@requires(Act.EDIT_FOLLOW_UPS)
def open_again(follow_up_id: int) -> ResponseReturnValue:
    """Let a closed follow-up wait again."""
    services.reopen(current.session(), current.actor(), wanted(follow_up_id).follow_up)
    offer_undo(_("The follow-up is open again."))
    return _back()


@bp.post("/follow-ups/<int:follow_up_id>/snooze")
@requires(Act.EDIT_FOLLOW_UPS)
def snooze(follow_up_id: int) -> ResponseReturnValue:
    """Put a follow-up off, by one of the usual delays or until a day."""
    row = wanted(follow_up_id)
    form = SnoozeForm()
    delay = request.form.get("delay")
    if delay in set(Delay):
        until = later(current.today(), Delay(delay))
    elif form.validate():
        until = form.until.data
    else:
        return _page(row, snoozing=form), WRONG
    services.snooze(current.session(), current.actor(), row.follow_up, until)
    offer_undo(_("The follow-up waits until %(day)s.", day=until.isoformat()))
    return _back()


@bp.post("/follow-ups/<int:follow_up_id>/hand-over")
@requires(Act.EDIT_FOLLOW_UPS)
def hand_over(follow_up_id: int) -> ResponseReturnValue:
    """Give a follow-up to somebody else."""
    row = wanted(follow_up_id)
    form = hand_over_form(row.follow_up)
    if not form.validate():
        return _page(row, handing=form), WRONG
    services.hand_over(current.session(), current.actor(), row.follow_up, form.owner.data)
    offer_undo(_("The follow-up is handed over."))
    return _back()


def _close(row: FollowUpRow, state: FollowUpState, said: str) -> ResponseReturnValue:
    form = CloseForm()
    if not form.validate():
        return _page(row, closing=form), WRONG
    session, actor, now = current.session(), current.actor(), current.now()
    services.close(session, actor, now, row.follow_up, state, note=form.note.data or "")
    offer_undo(said)
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(local_target(request.form.get("next"), url_for("followups.index")))


def _page(
    row: FollowUpRow,
    *,
    closing: CloseForm | None = None,
    snoozing: SnoozeForm | None = None,
    handing: HandOverForm | None = None,
) -> str:
    return render_template(
        "followups/show.html",
        row=row,
        follow_up=row.follow_up,
        closing=closing or CloseForm(),
        snoozing=snoozing or SnoozeForm(),
        handing=handing or hand_over_form(row.follow_up),
    )
