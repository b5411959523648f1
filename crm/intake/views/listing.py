"""The box: what came back, with filters; mails are brought in by dropping their files here."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.intake.forms import FilterForm, UploadForm
from crm.intake.queries.lists import ORDER, IncomingFilter, incoming, open_matters, waiting_numbers
from crm.intake.services import EmptyError, receive
from crm.intake.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited
from crm.web.listing import Sorts, listing

SORTS = Sorts({"received": ORDER}, "-received")
MOST_FILES = 50


@bp.get("/intake/")
@requires(Act.FILE_MAIL)
def index() -> str:
    """List what came back, the latest first."""
    return _page(UploadForm(formdata=None))


@bp.post("/intake/")
@requires(Act.FILE_MAIL)
@limited(rates.FILES)
def bring() -> ResponseReturnValue:
    """Take in the mails of some files; one leads to its page."""
    form = UploadForm()
    if not form.validate():
        return _page(form), WRONG
    session, now, receipts = current.session(), current.now(), []
    for file in form.files.data[:MOST_FILES]:
        try:
            receipts.append(receive(session, now, file.stream.read(), "page"))
        except EmptyError:
            form.files.errors = [_("%(name)s holds no message.", name=file.filename or "")]
            session.rollback()
            return _page(form), WRONG
    new = sum(receipt.is_new for receipt in receipts)
    if new < len(receipts):
        flash(_("A mail that was taken in before changes nothing."))
    flash(ngettext("%(num)s mail is taken in.", "%(num)s mails are taken in.", new))
    if len(receipts) == 1:
        return redirect(url_for("intake.show", incoming_id=receipts[0].incoming_id))
    return redirect(url_for("intake.index"))


def _page(upload: UploadForm) -> str:
    session, form = current.session(), FilterForm(request.args)
    kind = form.kind.data if form.validate() else None
    chosen = IncomingFilter(kind, form.waiting.data, (form.domain.data or "").lower())
    return render_template(
        "intake/index.html",
        form=form,
        upload=upload,
        page=listing(session, incoming(chosen, current.actor()), SORTS),
        waiting=waiting_numbers(session),
        matters=open_matters(session),
    )
