"""The first steps of an empty instance: its coordinator, the organisation, people, colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.forms.signing_in import StartForm
from crm.accounts.queries import get_settings, is_empty, list_users
from crm.accounts.rights import Act
from crm.accounts.services import starting
from crm.accounts.views.blueprint import WRONG, bp, enter
from crm.members.models import Member
from crm.web import current, side_records
from crm.web.access import public, requires
from crm.web.limits import limited

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/start")
@public
def start() -> ResponseReturnValue:
    """Ask for the first coordinator, while there is none."""
    if not is_empty(current.session()):
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/start.html", form=StartForm())


@bp.post("/start")
@public
@limited(rates.SIGN_IN)
def make_coordinator() -> ResponseReturnValue:
    """Make the first coordinator by the code from the console, and sign them in."""
    tries = side_records.count(rates.START, "code")
    session, form = current.session(), StartForm()
    if not is_empty(session):
        return redirect(url_for("accounts.sign_in"))
    form.password.about = [form.email.data or "", form.name.data or ""]
    right = tries <= rates.START.most and starting.is_start_code(session, form.code.data or "")
    if not form.validate() or not right:
        if form.code.data and not right:
            form.code.errors = [_("That is not the code the console shows. After many wrong ones wait 20 minutes.")]
        return render_template("accounts/start.html", form=form), WRONG
    user = starting.start(
        session,
        current.now(),
        email=form.email.data or "",
        name=form.name.data or "",
        password=form.password.data or "",
    )
    return enter(user, "start", url_for("accounts.first_steps"))


@bp.get("/start/steps")
@requires(Act.EDIT_SETTINGS)
def first_steps() -> str:
    """Show what a new network needs next, and what is done."""
    session = current.session()
    return render_template(
        "accounts/first_steps.html",
        has_organisation=bool(get_settings(session).name),
        has_people=session.scalar(sa.select(Member.id).limit(1)) is not None,
        has_colleagues=len(list_users(session)) > 1,
    )
