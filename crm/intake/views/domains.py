"""A domain that failed as one: wait and send again, hold all, or change the domain for all."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.followups.due import working_day
from crm.intake import services
from crm.intake.forms import DomainForm, WaitForm
from crm.intake.queries.lists import failing_at, names_of, next_elections, people_at
from crm.intake.services import DecidedError
from crm.intake.views.blueprint import WRONG, bp
from crm.mail.models import DomainFailure
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

MORNING = time(8)


@bp.get("/domains/<int:matter_id>")
@requires(Act.FILE_MAIL)
def domain(matter_id: int) -> str:
    """Show a domain that failed, and what can be decided."""
    return _page(_wanted(matter_id))


@bp.post("/domains/<int:matter_id>/wait")
@requires(Act.FILE_MAIL)
def wait(matter_id: int) -> ResponseReturnValue:
    """Send again what came back, on a later day."""
    matter, form = _wanted(matter_id), WaitForm()
    if not form.validate():
        return _page(matter, waiting=form), WRONG
    until = datetime.combine(form.until.data, MORNING, current.zone())
    try:
        count = services.wait_and_send_again(current.session(), current.actor(), current.now(), matter, until)
    except DecidedError:
        return _decided(matter)
    flash(ngettext("%(num)s mail goes again that morning.", "%(num)s mails go again that morning.", count))
    return _back(matter)


@bp.post("/domains/<int:matter_id>/hold")
@requires(Act.FILE_MAIL)
def hold_domain(matter_id: int) -> ResponseReturnValue:
    """Hold every address that failed."""
    matter = _wanted(matter_id)
    try:
        count = services.hold_all(current.session(), current.actor(), current.now(), matter)
    except DecidedError:
        return _decided(matter)
    offer_undo(ngettext("%(num)s address is held.", "%(num)s addresses are held.", count))
    return _back(matter)


@bp.get("/domains/<int:matter_id>/change")
@requires(Act.EDIT_PEOPLE)
def preview_change(matter_id: int) -> ResponseReturnValue:
    """Show what changing the domain would do; opening it changes nothing."""
    matter = _wanted(matter_id)
    form = DomainForm(request.args, meta={"csrf": False})
    if not form.validate():
        return _page(matter, changing=form), WRONG
    planned = services.moves(current.session(), matter, form.plain_domain)
    seen = names_of(current.session(), [move.member_id for move in planned], current.actor())
    return render_template("intake/change.html", matter=matter, planned=planned, names=seen, form=form)


@bp.post("/domains/<int:matter_id>/change")
@requires(Act.EDIT_PEOPLE)
def change(matter_id: int) -> ResponseReturnValue:
    """Change the domain for all."""
    matter, form = _wanted(matter_id), DomainForm()
    if not form.validate():
        return _page(matter, changing=form), WRONG
    try:
        count = services.change_domain(
            current.session(),
            current.actor(),
            current.now(),
            matter,
            form.plain_domain,
            send_again=form.send_again.data,
        )
    except DecidedError:
        return _decided(matter)
    offer_undo(ngettext("%(num)s address moved.", "%(num)s addresses moved.", count))
    return _back(matter)


def _page(matter: DomainFailure, *, waiting: WaitForm | None = None, changing: DomainForm | None = None) -> str:
    session, actor, now = current.session(), current.actor(), current.now()
    failing = failing_at(session, now, matter)
    people = people_at(session, [one.address.id for one in failing], actor)
    in_two_days = working_day(current.today() + timedelta(days=2))
    return render_template(
        "intake/domain.html",
        matter=matter,
        failing=failing,
        people=_by_address(people),
        elections=next_elections(session, [person for _number, _email, person in people]),
        waiting=waiting or WaitForm(formdata=None, until=in_two_days),
        changing=changing or DomainForm(formdata=None, meta={"csrf": False}),
    )


def _by_address(people: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for number, _email, person in people:
        found.setdefault(number, []).append(person)
    return found


def _wanted(matter_id: int) -> DomainFailure:
    found = current.session().get(DomainFailure, matter_id)
    if found is None:
        abort(404)
    return found


def _decided(matter: DomainFailure) -> ResponseReturnValue:
    flash(_("Somebody has decided about this domain already."), "warning")
    return _back(matter)


def _back(matter: DomainFailure) -> ResponseReturnValue:
    return redirect(url_for("intake.domain", matter_id=matter.id))
