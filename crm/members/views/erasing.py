"""Erasing a person: said once what goes, then done for good."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.rights import Act, Role
from crm.members.forms.erasing import EraseForm
from crm.members.models import Member
from crm.members.services.erasing import erase as erase_person
from crm.members.views.blueprint import WRONG, bp, person_or_404
from crm.web import current
from crm.web.access import requires


@bp.get("/<int:member_id>/erase")
@requires(Act.ERASE_PEOPLE)
def erase(member_id: int) -> str:
    """Say what goes and what stays, and ask once."""
    return _page(person_or_404(member_id), EraseForm())


@bp.post("/<int:member_id>/erase")
@requires(Act.ERASE_PEOPLE)
def erase_now(member_id: int) -> ResponseReturnValue:
    """Erase the person."""
    member, form = person_or_404(member_id), EraseForm()
    if not form.validate():
        return _page(member, form), WRONG
    erase_person(current.session(), current.actor(), current.now(), member, form.reason.data or "")
    flash(_("The person is erased."))
    return redirect(url_for("members.index"))


def _page(member: Member, form: EraseForm) -> str:
    user = current.session().get(User, member.user_id) if member.user_id is not None else None
    keeps_account = user is not None and user.role is not Role.MEMBER
    return render_template("members/erase.html", member=member, form=form, keeps_account=keeps_account)
