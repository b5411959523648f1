"""Quiet days: what staff keep of recesses and elections, so that nobody is written to then."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.digests.forms.composing import QuietForm
from crm.digests.queries.timing import quiet_periods
from crm.digests.services.quiet import BackwardsError, add_quiet_period, drop_quiet_period
from crm.digests.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/digests/quiet")
@requires(Act.SEE_DIGESTS)
def quiet() -> str:
    """List the quiet days that are not over, with a form for more."""
    return _page(_form())


@bp.post("/digests/quiet")
@requires(Act.EDIT_DIGESTS)
def keep_quiet() -> ResponseReturnValue:
    """Keep quiet days."""
    form = _form()
    if not form.validate():
        return _page(form), WRONG
    try:
        moved = add_quiet_period(
            current.session(),
            current.now(),
            form.first_on.data,
            form.last_on.data,
            iso2=form.country.data,
            reason=form.reason.data or "",
        )
    except BackwardsError:
        form.last_on.errors = [_("The last day lies before the first.")]
        return _page(form), WRONG
    words = ngettext("%(num)d mail that waits goes after them.", "%(num)d mails that wait go after them.", moved)
    offer_undo(f"{_('The quiet days are kept.')} {words if moved else ''}".strip())
    return redirect(url_for("digests.quiet"))


@bp.post("/digests/quiet/<int:number>/drop")
@requires(Act.EDIT_DIGESTS)
def drop_quiet(number: int) -> ResponseReturnValue:
    """Take quiet days back."""
    try:
        drop_quiet_period(current.session(), number)
    except LookupError:
        abort(404)
    offer_undo(_("The quiet days are taken back."))
    return redirect(url_for("digests.quiet"))


def _form() -> QuietForm:
    form = QuietForm()
    form.country.offer(list_places(current.session(), current.language()))
    return form


def _page(form: QuietForm) -> str:
    places = list_places(current.session(), current.language()).names
    periods = quiet_periods(current.session(), current.today())
    return render_template("digests/quiet.html", form=form, periods=periods, places=places)
