"""Who can sign in: invited, disabled, given another role; and what they leave behind handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.errors import AddressTakenError, LastCoordinatorError, TooManyMailsError
from crm.accounts.forms.fields import language_choices
from crm.accounts.forms.users import ROLES, InviteForm, RoleForm
from crm.accounts.models import User, UserState
from crm.accounts.queries import find_user_by_id, list_users
from crm.accounts.rights import Act, Role, table
from crm.accounts.services import mailing
from crm.accounts.services import users as service
from crm.accounts.views.blueprint import WRONG, bp
from crm.accounts.views.people import PersonNotFoundError, invitation_for, link_person, person_of, person_to_invite
from crm.audit.services import describe
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/users/")
@requires(Act.MANAGE_USERS)
def users() -> str:
    """List everybody who can or could sign in."""
    return render_template("accounts/users.html", users=list_users(current.session()), roles=ROLES, rights=table())


@bp.get("/users/invite")
@requires(Act.MANAGE_USERS)
def invite() -> str:
    """Ask whom to invite; `?member=` fills in one of our people."""
    form = _invite_form(invitation_for(current.session(), request.args.get("member", type=int)))
    return render_template("accounts/invite.html", form=form)


@bp.post("/users/invite")
@requires(Act.MANAGE_USERS)
@limited(rates.MAIL_REQUEST)
def send_invitation() -> ResponseReturnValue:
    """Make the user and mail the invitation."""
    form = _invite_form()
    user = _invited(form) if form.validate() else None
    if user is None:
        current.session().rollback()
        return render_template("accounts/invite.html", form=form), WRONG
    flash(_("The invitation is on its way. It holds for seven days."))
    return redirect(url_for("accounts.users"))


@bp.get("/users/<int:user_id>")
@requires(Act.MANAGE_USERS)
def user(user_id: int) -> str:
    """Show one user and what can be done."""
    return _page(_user(user_id))


@bp.post("/users/<int:user_id>/role")
@requires(Act.MANAGE_USERS)
def change_role(user_id: int) -> ResponseReturnValue:
    """Give a user another role."""
    changed, form = _user(user_id), RoleForm()
    if not form.validate():
        return _page(changed, form), WRONG
    role = Role(form.role.data)
    if Role.MEMBER in {role, changed.role} and role is not changed.role:
        form.role.errors = [_("Parliamentarians sign in another way: disable this account and invite them anew.")]
        return _page(changed, form), WRONG
    try:
        service.change_role(current.session(), changed, role, current.now(), by=current.actor().user_id)
    except LastCoordinatorError:
        return _last_coordinator(user_id)
    flash(_("The role is changed, and the user signed out everywhere."))
    return redirect(url_for("accounts.user", user_id=user_id))


@bp.post("/users/<int:user_id>/disable")
@requires(Act.MANAGE_USERS)
def disable(user_id: int) -> ResponseReturnValue:
    """Shut a user out at once."""
    try:
        service.disable(current.session(), _user(user_id), current.now(), by=current.actor().user_id)
    except LastCoordinatorError:
        return _last_coordinator(user_id)
    flash(_("The account is disabled."))
    return redirect(url_for("accounts.user", user_id=user_id))


@bp.post("/users/<int:user_id>/enable")
@requires(Act.MANAGE_USERS)
def enable(user_id: int) -> ResponseReturnValue:
    """Let a disabled user in again."""
    service.enable(current.session(), _user(user_id), current.now(), by=current.actor().user_id)
    flash(_("The account is enabled."))
    return redirect(url_for("accounts.user", user_id=user_id))


@bp.post("/users/<int:user_id>/invite-again")
@requires(Act.MANAGE_USERS)
@limited(rates.MAIL_REQUEST)
def invite_again(user_id: int) -> ResponseReturnValue:
    """Mail the invitation again; the one before ends."""
    invited = _user(user_id)
    if invited.state is not UserState.INVITED:
        abort(404)
    try:
        mailing.mail_invitation(current.session(), current.now(), current.settings().secret_key, invited)
    except TooManyMailsError:
        flash(_("That were five invitations within an hour. Wait an hour."), "error")
    else:
        flash(_("The invitation is on its way again."))
    return redirect(url_for("accounts.user", user_id=user_id))


@bp.post("/users/<int:user_id>/second-factor-off")
@requires(Act.MANAGE_USERS)
def drop_second_factor(user_id: int) -> ResponseReturnValue:
    """Take the second factor from a user who lost it."""
    service.drop_second_factor(current.session(), _user(user_id), current.now(), by=current.actor().user_id)
    flash(_("The second factor is off, and the user signed out everywhere."))
    return redirect(url_for("accounts.user", user_id=user_id))


def _user(user_id: int) -> User:
    found = find_user_by_id(current.session(), user_id)
    if found is None or found.state is UserState.ERASED:
        abort(404)
    return found


def _page(shown: User, form: RoleForm | None = None, refusal: str = "") -> str:
    form = form or RoleForm(formdata=None, data={"role": shown.role.value})
    person = person_of(current.session(), shown)
    return render_template("accounts/user.html", account=shown, form=form, roles=ROLES, refusal=refusal, person=person)


def _last_coordinator(user_id: int) -> ResponseReturnValue:
    current.session().rollback()
    refusal = _("This is the only coordinator. Make somebody else coordinator first.")
    return _page(_user(user_id), refusal=refusal), WRONG


def _invite_form(filled: dict[str, object] | None = None) -> InviteForm:
    form = InviteForm(data=filled or {"language": current.organisation().languages[0]})
    form.language.choices = language_choices(current.organisation().languages)
    return form


def _invited(form: InviteForm) -> User | None:
    """Make the user, or say on the form why not."""
    session, now, role = current.session(), current.now(), Role(form.role.data)
    try:
        person = person_to_invite(session, form.email.data, form.member.data) if role is Role.MEMBER else None
        made = service.add_user(
            session, now, email=form.email.data, role=role, name=form.name.data, language=form.language.data
        )
        if person is not None:
            link_person(session, person, made)
        describe(session, f"Invited {made.shown_name} as {role.value}", subject=f"users:{made.id}")
        mailing.mail_invitation(session, now, current.settings().secret_key, made)
    except AddressTakenError:
        form.email.errors = [_("Somebody already signs in with this address.")]
        return None
    except PersonNotFoundError as error:
        form.email.errors = [error.sentence()]
        return None
    return made
