"""The depositary's file in the browser: upload, what it would bring, confirm line by line or whole, what came of it."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.treaties.forms import ConfirmForm, DepositaryForm
from crm.treaties.models import DepositaryFile, Treaty, TreatyAction
from crm.treaties.reconcile import Doubt
from crm.treaties.services.importing import Confirmed, ForeignFileError, apply, keep_file, plan_of
from crm.treaties.sources.untc import UnreadableFileError
from crm.treaties.views.blueprint import bp, treaty_or_404
from crm.treaties.views.offering import names, offers
from crm.treaties.vocabulary import vocabulary
from crm.treaties.wording import doubt_words, fault_words
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import file_name
from crm.web.limits import limited
from crm.web.undo import offer_undo

WRONG = 422
LARGEST = 5_000_000
"""Bytes; the depositary's files have fifty thousand."""

LONGEST_SOURCE = 2000


@bp.get("/<key>/file")
@requires(Act.EDIT_FACTS)
def bring(key: str) -> str:
    """Ask for the depositary's file."""
    return render_template("treaties/file.html", treaty=treaty_or_404(key), form=DepositaryForm())


@bp.post("/<key>/file")
@requires(Act.EDIT_FACTS)
@limited(rates.FILES)
def keep(key: str) -> ResponseReturnValue:
    """Keep the file if it can be read, and show what it would bring."""
    treaty, form = treaty_or_404(key), DepositaryForm()
    if form.validate():
        refusal, kept = _kept(treaty, form.file.data)
        if kept is not None:
            return redirect(url_for("treaties.plan", key=treaty.key, file_id=kept.id))
        form.file.errors = [refusal]
    return render_template("treaties/file.html", treaty=treaty, form=form), WRONG


@bp.get("/<key>/file/<int:file_id>")
@requires(Act.EDIT_FACTS)
def plan(key: str, file_id: int) -> str:
    """Show what a file would bring, or what it brought."""
    treaty, kept = _wanted(key, file_id)
    if kept.applied_at is not None:
        return _result_page(treaty, kept)
    return _plan_page(treaty, kept, ConfirmForm(fetched_on=kept.fetched_on, source=_source(treaty, kept)))


@bp.post("/<key>/file/<int:file_id>")
@requires(Act.EDIT_FACTS)
def take_in(key: str, file_id: int) -> ResponseReturnValue:
    """Record the confirmed lines, or look again with the names that a person explained."""
    treaty, kept = _wanted(key, file_id)
    if kept.applied_at is not None:
        return redirect(url_for("treaties.plan", key=treaty.key, file_id=kept.id))
    if "look_again" in request.form:
        kept.called = kept.called | _explained()
        return redirect(url_for("treaties.plan", key=treaty.key, file_id=kept.id))
    form = ConfirmForm()
    if not form.validate():
        return _plan_page(treaty, kept, form), WRONG
    session, now = current.session(), current.now()
    confirmed = Confirmed(frozenset(request.form.getlist("line")), settled="settled" in request.form)
    planned = plan_of(session, treaty, kept.content, now, kept.called)
    done = apply(
        session,
        current.actor(),
        now,
        treaty,
        planned,
        confirmed,
        fetched_on=form.fetched_on.data,
        source=form.source.data,
    )
    kept.applied_at, kept.brought = now, [action.id for action in done.actions]
    offer_undo(
        _("Recorded. The facts are known until that day.")
        if done.moved
        else _("Recorded. The day until which the facts are known stays as it was.")
    )
    return redirect(url_for("treaties.plan", key=treaty.key, file_id=kept.id))


def _kept(treaty: Treaty, upload: FileStorage) -> tuple[str, DepositaryFile | None]:
    """Keep an upload, or say why not."""
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        return _("This file is too large to be the depositary's."), None
    name = file_name(upload.filename or "file.xml")
    try:
        return "", keep_file(current.session(), current.actor(), current.now(), treaty, name, content)
    except ForeignFileError as error:
        foreign = _("This is the file of another treaty, %(number)s; here %(own)s is wanted.")
        return foreign % {"number": error, "own": treaty.mtdsg_no}, None
    except UnreadableFileError as error:
        return fault_words(error.fault, error.detail, current.language()), None


def _wanted(key: str, file_id: int) -> tuple[Treaty, DepositaryFile]:
    treaty = treaty_or_404(key)
    kept = current.session().get(DepositaryFile, file_id)
    if kept is None or kept.treaty_key != treaty.key:
        abort(404)
    return treaty, kept


def _explained() -> dict[str, str]:
    """The names that a person explained: a name of the file, and the State they chose for it."""
    pairs = zip(request.form.getlist("name"), request.form.getlist("state"), strict=False)
    return {name: iso2 for name, iso2 in pairs if iso2 in names()}


def _source(treaty: Treaty, kept: DepositaryFile) -> str:
    words = _("UN Treaty Collection, MTDSG %(number)s, file %(name)s")
    return str(words) % {"number": treaty.mtdsg_no, "name": kept.file_name}


def _plan_page(treaty: Treaty, kept: DepositaryFile, form: ConfirmForm) -> str:
    return render_template(
        "treaties/plan.html",
        treaty=treaty,
        kept=kept,
        form=form,
        plan=plan_of(current.session(), treaty, kept.content, current.now(), kept.called),
        names=names(),
        unknown=Doubt.UNKNOWN_NAME,
        withdrawn=Doubt.HAS_WITHDRAWN,
        doubt_words=lambda question: doubt_words(question.doubt, current.language()),
        chosen=request.form.getlist("line") if request.method == "POST" else None,
        **vocabulary(current.language()),
    )


def _result_page(treaty: Treaty, kept: DepositaryFile) -> str:
    """What a file brought, and what follows from each act of it that is news."""
    session = current.session()
    brought = [action for number in kept.brought if (action := session.get(TreatyAction, number)) is not None]
    return render_template(
        "treaties/brought.html",
        treaty=treaty,
        kept=kept,
        brought=brought,
        **offers(action for action in brought if action.entered_at == kept.applied_at),
        **vocabulary(current.language()),
    )
