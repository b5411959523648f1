"""One address: whether mail goes there, the evidence, and the one click that lets it go again."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.intake import services
from crm.intake.queries.lists import failures_of, find_address, people_at
from crm.intake.views.blueprint import bp
from crm.mail.models import Address
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/addresses/<int:address_id>")
@requires(Act.FILE_MAIL)
def address(address_id: int) -> str:
    """Show an address with the evidence against it."""
    found, session = _wanted(address_id), current.session()
    return render_template(
        "intake/address.html",
        address=found,
        failures=failures_of(session, found.id),
        people=people_at(session, [found.id], current.actor()),
    )


@bp.post("/addresses/<int:address_id>/release")
@requires(Act.FILE_MAIL)
def release(address_id: int) -> ResponseReturnValue:
    """Let mail go to an address again."""
    found = _wanted(address_id)
    services.let_mail_go(current.session(), current.now(), found)
    offer_undo(_("Mail goes there again."))
    return redirect(url_for("intake.address", address_id=found.id))


@bp.post("/addresses/<int:address_id>/hold")
@requires(Act.FILE_MAIL)
def hold(address_id: int) -> ResponseReturnValue:
    """Hold an address by hand."""
    found = _wanted(address_id)
    services.hold_by_hand(current.session(), current.now(), found)
    offer_undo(_("Mail to it is held."))
    return redirect(url_for("intake.address", address_id=found.id))


def _wanted(address_id: int) -> Address:
    found = find_address(current.session(), address_id, current.actor())
    if found is None:
        abort(404)
    return found
