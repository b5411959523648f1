"""The buttons of a batch: make, pause, go on, give up, send, stop."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.letters.kinds import BY_EMAIL
from crm.letters.models import LetterBatch
from crm.letters.queries.outlook import MOST, outlook
from crm.letters.queries.recipients import meant_by
from crm.letters.services import batching
from crm.letters.services.batching import BatchLockedError, NotReadyError
from crm.letters.services.enclosing import chosen
from crm.letters.views.batches import refused_page, setting, too_old
from crm.letters.views.blueprint import batch_or_404, bp, instance
from crm.readiness.queries import obstacles
from crm.treaties.freshness import Freshness
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

LONGEST_REASON = 500


@bp.post("/batches/<int:batch_id>/make")
@requires(Act.SEND_LETTERS)
def make(batch_id: int) -> ResponseReturnValue:
    """Settle who gets a letter, and begin to make them."""
    return _do(batch_id, _start, _("The letters are being made. You can leave this page."))


@bp.post("/batches/<int:batch_id>/pause")
@requires(Act.SEND_LETTERS)
def pause(batch_id: int) -> ResponseReturnValue:
    """Stop after the letters in hand."""
    return _do(batch_id, lambda found: batching.pause(current.session(), found), _("The making is paused."))


@bp.post("/batches/<int:batch_id>/resume")
@requires(Act.SEND_LETTERS)
def resume(batch_id: int) -> ResponseReturnValue:
    """Go on making letters."""
    return _do(
        batch_id, lambda found: batching.resume(current.session(), current.now(), found), _("The making goes on.")
    )


@bp.post("/batches/<int:batch_id>/cancel")
@requires(Act.SEND_LETTERS)
def cancel(batch_id: int) -> ResponseReturnValue:
    """Give a batch up; its letters are thrown away."""
    return _do(
        batch_id,
        lambda found: batching.cancel(current.session(), current.now(), instance(), found),
        _("The letters are given up."),
    )


@bp.post("/batches/<int:batch_id>/send")
@requires(Act.SEND_LETTERS)
def send(batch_id: int) -> ResponseReturnValue:
    """Say that the letters go."""
    return _do(
        batch_id,
        _send,
        _("The letters are being recorded as sent."),
    )


@bp.post("/batches/<int:batch_id>/stop")
@requires(Act.SEND_LETTERS)
def stop(batch_id: int) -> ResponseReturnValue:
    """Take back the mails that have not gone yet."""
    return _do(
        batch_id,
        lambda found: batching.stop_mails(current.session(), current.now(), found),
        _("Mails that had not gone are stopped."),
    )


@bp.post("/batches/<int:batch_id>/waive")
@requires(Act.SEND_LETTERS)
def waive(batch_id: int) -> ResponseReturnValue:
    """Keep the reason for which letters may go on old facts."""
    found = batch_or_404(batch_id)
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    if not reason:
        flash(_("Write a reason."), "error")
        return refused_page(found)
    batching.waive(current.session(), found, reason)
    return redirect(url_for("letters.batch", batch_id=found.id))


@bp.post("/batches/<int:batch_id>/people/<int:member_id>")
@requires(Act.EDIT_LETTERS)
def leave_out(batch_id: int, member_id: int) -> ResponseReturnValue:
    """Take somebody out of a draft, or back in."""
    out = request.form.get("out", "1")
    if out not in {"0", "1"}:
        abort(400)
    found = batch_or_404(batch_id)
    try:
        batching.leave_out(current.session(), found, member_id, out=out == "1")
    except BatchLockedError as refused:
        flash(str(refused), "error")
        return refused_page(found)
    offer_undo(_("This person gets no letter.") if out == "1" else _("This person is in again."))
    return redirect(url_for("letters.batch", batch_id=found.id))


def _start(found: LetterBatch) -> None:
    session, actor, now = current.session(), current.actor(), current.now()
    if too_old(found) is Freshness.BLOCKING:
        raise NotReadyError(_("The treaty facts are too old. Say that you looked, or give a reason."))
    if meant_by(session, found, actor, now).count(session) > MOST:
        raise NotReadyError(_("These are too many people for one batch."))
    ahead = outlook(session, setting(found), actor, now, current.today())
    seen = request.form.get("letters", type=int)
    if seen is not None and seen != len(ahead.letters):
        number = len(ahead.letters)
        raise NotReadyError(_("It would be %(number)s letters now. Look again, then make them.", number=number))
    try:
        chosen(session, instance(), found, current.language(), current.today())
    except LookupError:
        raise NotReadyError(_("A paper to be enclosed is not in the library any more. Change the letters.")) from None
    batching.start(session, actor, now, found, ahead)


def _send(found: LetterBatch) -> None:
    session = current.session()
    if found.channel in BY_EMAIL and obstacles(session, current.settings()):
        raise NotReadyError(
            _("Mail may not leave yet: a coordinator sees to the list “Before mail leaves” in the settings.")
        )
    batching.send(session, current.actor(), current.now(), found)


def _do(batch_id: int, act: Callable[[LetterBatch], object], done: str) -> ResponseReturnValue:
    """Do what a button says; when it cannot be done, say why and show the page again."""
    batch_or_404(batch_id)
    found = batching.lock_batch(current.session(), batch_id)
    try:
        act(found)
    except (BatchLockedError, NotReadyError) as refused:
        flash(_(str(refused)), "error")
        return refused_page(found)
    offer_undo(done)
    return redirect(url_for("letters.batch", batch_id=batch_id))
