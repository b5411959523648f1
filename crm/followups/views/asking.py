"""A member's page: what I need from the network, and what became of it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.actions.forms.building import own_members
from crm.audit.services import on_behalf_of
from crm.followups.forms.building import ask_form
from crm.followups.forms.forms import AskForm
from crm.followups.forms.words import NEEDS
from crm.followups.queries import requests_of
from crm.followups.services import request_help
from crm.followups.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/ask")
@requires(Act.ASK_FOR_HELP)
def ask() -> str:
    """Ask what a member needs, and show what they asked for before."""
    return _page(ask_form()) if current.actor().members else render_template("actions/unlinked.html")


@bp.post("/ask")
@requires(Act.ASK_FOR_HELP)
def send() -> ResponseReturnValue:
    """Put a member's request before the coordinator."""
    form = ask_form()
    if not current.actor().members or not form.validate():
        return _page(form), WRONG
    session, actor = current.session(), current.actor()
    whose = form.for_whom.data if form.for_whom is not None else next(iter(own_members()))
    if whose != actor.member_id:
        on_behalf_of(session, whose)
    need = form.need.data
    request_help(session, actor, current.now(), need, form.text.data or str(NEEDS[need]), member_id=whose)
    offer_undo(_("Your request is with the coordinator. You will hear from us within two working days."))
    return redirect(url_for("followups.ask"))


def _page(form: AskForm) -> str:
    requests = requests_of(current.session(), current.actor())
    return render_template("followups/ask.html", form=form, requests=requests)
