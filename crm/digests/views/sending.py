"""A digest's own page, from the checks to the last mail, and the buttons on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts import rates
from crm.accounts.queries import get_user
from crm.accounts.rights import Act
from crm.digests.forms.composing import LanguagesForm, SendForm
from crm.digests.models import Digest
from crm.digests.queries.deliveries import in_doubt, reasons_of
from crm.digests.queries.issues import composition_of
from crm.digests.queries.outlook import Outlook, outlook
from crm.digests.queries.pages import Progress, approver_of, audience_sentences
from crm.digests.queries.readers import KIND
from crm.digests.queries.timing import due_times, still_to_come
from crm.digests.report import REASONS, STATES
from crm.digests.services import sending, testing
from crm.digests.services.composing import DigestLockedError
from crm.digests.services.sending import BlockedError, ChangedError, SecondPersonError, Seen
from crm.digests.views.blocks import kinds
from crm.digests.views.blueprint import EDITABLE, WRONG, base_url, bp, languages, named, typed, wanted
from crm.mail.queries import counts, is_stopped
from crm.mail.services import ALL_MAIL, resolve_doubt
from crm.readiness.queries import obstacles
from crm.results.services import count_again
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited

MOST_READERS = 300
"""As many readers are offered to preview as."""


@bp.get("/digests/<int:digest_id>")
@requires(Act.SEE_DIGESTS)
def digest(digest_id: int) -> str:
    """Show where a digest stands and its next step."""
    found = wanted(digest_id)
    return _check_page(found) if found.state in EDITABLE else _progress_page(found)


@bp.get("/digests/<int:digest_id>/progress")
@requires(Act.SEE_DIGESTS)
def progress(digest_id: int) -> Response:
    """Give the numbers of a digest on its way, for the page to refresh them."""
    found = wanted(digest_id)
    held = counts(current.session(), KIND, found.id)
    here = Progress(held)
    return jsonify(
        state=found.state.value,
        percent=here.percent,
        unsent=here.unsent,
        counts={state.value: number for state, number in held.items()},
    )


@bp.post("/digests/<int:digest_id>/waive")
@requires(Act.SEND_DIGESTS)
def waive(digest_id: int) -> ResponseReturnValue:
    """Keep the reason for which old facts may go."""
    reason = typed("reason", 500)
    if not reason:
        flash(_("Write a reason."), "error")
    else:
        sending.waive(current.session(), wanted(digest_id).id, reason)
    return _back(digest_id)


@bp.post("/digests/<int:digest_id>/test")
@requires(Act.EDIT_DIGESTS)
@limited(rates.MAIL_REQUEST)
def test(digest_id: int) -> ResponseReturnValue:
    """Mail the digest to whoever pressed the button, as one reader would get it."""
    session, actor = current.session(), current.actor()
    user = get_user(session, actor.user_id or abort(403))
    member_id = request.form.get("reader", type=int)
    sent = testing.send_test(session, actor, current.now(), wanted(digest_id), user, member_id, base_url())
    words = _("A test is on its way to %(email)s.", email=user.email)
    flash(words if sent else _("Nobody is in the audience: there is nothing to test."))
    return _back(digest_id)


@bp.post("/digests/<int:digest_id>/approve")
@requires(Act.SEND_DIGESTS)
def approve(digest_id: int) -> ResponseReturnValue:
    """Approve what the digest says now."""
    return _try(
        digest_id,
        lambda seen: sending.approve(
            current.session(), current.actor(), current.now(), digest_id, Seen(seen.content_hash), base_url()
        ),
        _("The digest is approved. An edit voids it."),
    )


@bp.post("/digests/<int:digest_id>/send")
@requires(Act.SEND_DIGESTS)
def send(digest_id: int) -> ResponseReturnValue:
    """Freeze the audience and let the digest go when the time for a recall is over."""
    if obstacles(current.session(), current.settings()):
        abort(409)
    recall = timedelta(seconds=current.settings().mail_recall_seconds)
    return _try(
        digest_id,
        lambda seen: sending.send(
            current.session(),
            current.actor(),
            current.now(),
            digest_id,
            base_url=base_url(),
            recall=recall,
            seen=seen,
            morning_on=seen.morning_on,
        ),
        _("The digest is on its way."),
    )


@bp.post("/digests/<int:digest_id>/recall")
@requires(Act.SEND_DIGESTS)
def recall(digest_id: int) -> ResponseReturnValue:
    """Take it back before the first mail goes."""
    return _try(
        digest_id,
        lambda _seen: sending.recall(current.session(), current.actor(), current.now(), digest_id),
        _("The digest is recalled: nobody got it. Edit it, and send it again."),
    )


@bp.post("/digests/<int:digest_id>/discard")
@requires(Act.SEND_DIGESTS)
def discard(digest_id: int) -> ResponseReturnValue:
    """Give up a draft."""
    act = _("The draft is given up; what it collected can be told by another.")
    return _try(digest_id, lambda _seen: sending.discard(current.session(), digest_id), act)


@bp.post("/digests/<int:digest_id>/pause")
@requires(Act.SEND_DIGESTS)
def pause(digest_id: int) -> ResponseReturnValue:
    """Hold what has not gone yet."""
    act = _("The digest is paused.")
    return _try(digest_id, lambda _seen: sending.pause(current.session(), current.now(), digest_id), act)


@bp.post("/digests/<int:digest_id>/resume")
@requires(Act.SEND_DIGESTS)
def resume(digest_id: int) -> ResponseReturnValue:
    """Let it go on."""
    return _try(digest_id, lambda _seen: sending.resume(current.session(), digest_id), _("The digest goes on."))


@bp.post("/digests/<int:digest_id>/cancel")
@requires(Act.SEND_DIGESTS)
def cancel(digest_id: int) -> ResponseReturnValue:
    """Stop the rest for good."""
    return _try(
        digest_id,
        lambda _seen: sending.cancel(current.session(), current.actor(), current.now(), digest_id),
        _("The rest is stopped."),
    )


@bp.post("/digests/<int:digest_id>/missing")
@requires(Act.SEND_DIGESTS)
def missing(digest_id: int) -> ResponseReturnValue:
    """Send it to those who are missing."""
    number = sending.send_to_the_missing(
        current.session(), current.actor(), current.now(), wanted(digest_id).id, base_url()
    )
    flash(_("It goes to %(number)d more.", number=number) if number else _("Nobody is missing."))
    return _back(digest_id)


@bp.post("/digests/<int:digest_id>/doubt")
@requires(Act.SEND_DIGESTS)
def doubt(digest_id: int) -> ResponseReturnValue:
    """Decide all messages in doubt: they arrived, or they go again."""
    numbers = in_doubt(current.session(), wanted(digest_id).id)
    arrived = request.form.get("arrived") == "yes"
    decided = resolve_doubt(current.session(), current.now(), numbers, arrived=arrived)
    count_again(current.session(), numbers)
    flash(_("%(number)d messages decided.", number=decided))
    return _back(digest_id)


def _check_page(found: Digest) -> str:
    session, now = current.session(), current.now()
    composition = composition_of(session, found)
    ahead = outlook(session, composition, current.actor(), now, base_url())
    faults = ahead.faults(now, found.waiver)
    shown = [turn for turn in ahead.turns if turn.reason is None or turn.variant.parts][:MOST_READERS]
    wanted_reader = request.args.get("reader", type=int)
    chosen = next((turn for turn in shown if turn.reader.member_id == wanted_reader), shown[0] if shown else None)
    sentences = audience_sentences(session, [found.audience or {"stages": ["friend"]}])
    of_blocks = audience_sentences(session, [block.audience for block in composition.blocks])
    return render_template(
        "digests/check.html",
        digest=found,
        composition=composition,
        ahead=ahead,
        faults=faults,
        blocked=any(fault.blocking for fault in faults),
        obstacles=obstacles(current.session(), current.settings()),
        readers=[turn.reader for turn in shown],
        chosen=chosen.reader if chosen else None,
        audience=sentences[0],
        audiences=of_blocks,
        reasons=REASONS,
        approver=approver_of(session, found),
        names=named(found.languages),
        untranslated={language: ahead.issues[language].untranslated for language in found.also_in},
        languages_form=_languages_form(found),
        kinds=kinds(),
        waits_for_second=current.organisation().second_person
        and not sending.approved_by_another(found, ahead.content_hash, current.actor()),
        quiet=_quiet(session, now, ahead),
        form=SendForm(content_hash=ahead.content_hash, recipients=str(len(ahead.recipients)), formdata=None),
    )


def _quiet(session: Session, now: datetime, ahead: Outlook) -> int:
    """How many would have to wait for the end of quiet days if it went now."""
    due = due_times(session, now)
    return sum(due(turn.reader.iso2) > now for turn in ahead.recipients)


def _languages_form(found: Digest) -> LanguagesForm:
    form = LanguagesForm(formdata=None, also_in=list(found.also_in))
    form.offer({code: name for code, name in languages().items() if code != found.language})
    return form


def _progress_page(found: Digest) -> str:
    session = current.session()
    return render_template(
        "digests/progress.html",
        digest=found,
        progress=Progress(counts(session, KIND, found.id)),
        states=STATES,
        why=reasons_of(session, found.id),
        reasons=REASONS,
        recallable=sending.is_recallable(found, current.now()),
        to_come=still_to_come(session, found.id, current.now()),
        stopped=is_stopped(session, ALL_MAIL),
    )


def _try(digest_id: int, act: Callable[[Seen], object], done: str) -> ResponseReturnValue:
    """Do what a button says; when it can't be done say why and show the page again."""
    found = wanted(digest_id)
    form = SendForm()
    if form.morning_on.errors or not form.validate():
        flash(" ".join(map(str, form.morning_on.errors)) or _("Look again, then press the button."), "error")
        return (_check_page(found) if found.state in EDITABLE else _progress_page(found)), WRONG
    seen = Seen(form.content_hash.data or "", request.form.get("recipients", type=int), form.morning_on.data)
    try:
        act(seen)
    except (BlockedError, ChangedError, DigestLockedError, SecondPersonError) as refused:
        flash(str(refused), "error")
        current.session().rollback()
        current.session().refresh(found)
        return (_check_page(found) if found.state in EDITABLE else _progress_page(found)), WRONG
    flash(done)
    return _back(digest_id)


def _back(digest_id: int) -> ResponseReturnValue:
    return redirect(url_for("digests.digest", digest_id=digest_id))
