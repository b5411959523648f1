"""The browsers one is signed in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.accounts.services import signing_in as service
from crm.accounts.views.blueprint import bp
from crm.web import current
from crm.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.post("/account/devices/<int:sign_in_id>/sign-out")
@requires(Act.OWN_ACCOUNT)
def sign_out_device(sign_in_id: int) -> ResponseReturnValue:
    """Sign another browser of one's own out."""
    if not service.sign_out(current.session(), current.actor().user_id or 0, sign_in_id):
        abort(404)
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.account"))


@bp.post("/account/devices/sign-out-others")
@requires(Act.OWN_ACCOUNT)
def sign_out_others() -> ResponseReturnValue:
    """Sign every other browser of one's own out."""
    service.sign_out_everywhere(current.session(), current.actor().user_id or 0, but=current.sign_in_id())
    flash(_("All other browsers are signed out."))
    return redirect(url_for("accounts.account"))
