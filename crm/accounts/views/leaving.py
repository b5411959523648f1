"""When somebody leaves: their follow-ups and people go to somebody else, in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from crm.accounts.errors import LastCoordinatorError
from crm.accounts.forms.users import HandOverForm
from crm.accounts.models import User
from crm.accounts.queries import find_user_by_id, staff_users
from crm.accounts.rights import Act
from crm.accounts.services import users as service
from crm.accounts.views.blueprint import WRONG, bp
from crm.audit.services import describe
from crm.followups.models import FollowUp, FollowUpState
from crm.followups.services.handing_over import hand_over_all
from crm.members.models import Member
from crm.members.services.handing_over import hand_over_people
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/users/<int:user_id>/hand-over")
@requires(Act.MANAGE_USERS)
def hand_over(user_id: int) -> str:
    """Show what somebody has, and ask who takes it."""
    leaving = _leaving(user_id)
    return _page(leaving, _form(leaving))


@bp.post("/users/<int:user_id>/hand-over")
@requires(Act.MANAGE_USERS)
def give_over(user_id: int) -> ResponseReturnValue:
    """Give somebody's follow-ups and people to another, and disable the account if that was asked."""
    leaving = _leaving(user_id)
    form = _form(leaving)
    if not form.validate():
        return _page(leaving, form), WRONG
    session, to = current.session(), int(form.to.data)
    follow_ups = hand_over_all(session, leaving.id, to)
    people = hand_over_people(session, leaving.id, to)
    try:
        if form.disable.data:
            service.disable(session, leaving, current.now(), by=current.actor().user_id)
    except LastCoordinatorError:
        session.rollback()
        form.disable.errors = [_("This is the only coordinator. Make somebody else coordinator first.")]
        return _page(_leaving(user_id), form), WRONG
    taker = find_user_by_id(session, to)
    describe(
        session,
        f"Handed {follow_ups} follow-ups and {people} people of {leaving.shown_name} over"
        f" to {taker.shown_name if taker else to}",
        subject=f"users:{user_id}",
    )
    told = {"follow_ups": _follow_ups(follow_ups), "people": _people(people), "to": taker.shown_name if taker else to}
    said = _("Handed over to %(to)s: %(follow_ups)s and %(people)s.", **told)
    offer_undo(f"{said} {_('The account is disabled.')}" if form.disable.data else said)
    return redirect(url_for("accounts.user", user_id=user_id))


def _leaving(user_id: int) -> User:
    found = find_user_by_id(current.session(), user_id)
    if found is None:
        abort(404)
    return found


def _form(leaving: User) -> HandOverForm:
    form = HandOverForm()
    others = [user for user in staff_users(current.session()) if user.id != leaving.id]
    form.to.choices = [SelectChoice(str(user.id), user.shown_name) for user in others]
    return form


def _page(leaving: User, form: HandOverForm) -> str:
    follow_ups, people = _counted(leaving)
    return render_template(
        "accounts/hand_over.html",
        account=leaving,
        form=form,
        follow_ups=_follow_ups(follow_ups),
        people=_people(people),
    )


def _counted(leaving: User) -> tuple[int, int]:
    waiting = sa.select(FollowUp.id).where(FollowUp.owner_id == leaving.id, FollowUp.state == FollowUpState.OPEN)
    owned = sa.select(Member.id).where(Member.owner_id == leaving.id)
    count = sa.select(
        *(sa.select(sa.func.count()).select_from(one.subquery()).scalar_subquery() for one in (waiting, owned))
    )
    follow_ups, people = current.session().execute(count).one()
    return follow_ups, people


def _follow_ups(count: int) -> str:
    return str(ngettext("%(num)s open follow-up", "%(num)s open follow-ups", count))


def _people(count: int) -> str:
    return str(ngettext("%(num)s person", "%(num)s people", count))
