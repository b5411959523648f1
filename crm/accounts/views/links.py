"""What a mailed link opens: an invitation, a new password, a new address. Opening one changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.errors import AddressTakenError
from crm.accounts.forms.signing_in import ForgottenForm, NewPasswordForm
from crm.accounts.models import MailedToken, User
from crm.accounts.queries import get_user
from crm.accounts.rights import Role
from crm.accounts.services import credentials, links, mailing
from crm.accounts.tokens import Purpose
from crm.accounts.views.blueprint import WRONG, bp, enter
from crm.web import current, signing_in
from crm.web.access import public
from crm.web.limits import limited
from crm.web.locales import speak_to, spoken

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

GONE = 410


@bp.get("/forgot")
@public
@spoken
def forgotten() -> str:
    """Ask whose password is forgotten."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@bp.post("/forgot")
@public
@spoken
@limited(rates.MAIL_REQUEST)
def mail_reset() -> ResponseReturnValue:
    """Mail a link to the stored address, if there is an account; the answer is the same for all."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), WRONG
    key = current.settings().secret_key
    mailing.mail_reset(current.session(), current.now(), key, form.email.data or "")
    return render_template("accounts/reset_mailed.html")


@bp.get("/reset/<token>")
@public
@spoken
def reset(token: str) -> ResponseReturnValue:
    """Ask for a new password."""
    opened = _opened(Purpose.RESET, token)
    if opened is None:
        return _ended()
    return render_template("accounts/reset.html", form=NewPasswordForm(), account=opened[1])


@bp.post("/reset/<token>")
@public
@spoken
@limited(rates.SIGN_IN)
def set_password(token: str) -> ResponseReturnValue:
    """Set the new password and sign in; a second factor is still asked for."""
    opened = _opened(Purpose.RESET, token)
    if opened is None:
        return _ended()
    issued, user = opened
    form = _password_form(user)
    if not form.validate():
        return render_template("accounts/reset.html", form=form, account=user), WRONG
    if not credentials.reset_password(current.session(), user, issued, form.password.data or "", current.now()):
        return _ended()
    flash(_("Your new password is set."))
    return enter(user, "reset")


@bp.get("/invitation/<token>")
@public
@spoken
def invitation(token: str) -> ResponseReturnValue:
    """Welcome whoever was invited, and ask for what their role needs."""
    opened = _opened(Purpose.INVITE, token)
    if opened is None:
        return _ended(url_for("accounts.sign_in"))
    return render_template("accounts/invitation.html", form=_form_of(opened[1]), account=opened[1])


@bp.post("/invitation/<token>")
@public
@spoken
@limited(rates.SIGN_IN)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Let the invited in: with a new password, or on a button for members."""
    opened = _opened(Purpose.INVITE, token)
    if opened is None:
        return _ended(url_for("accounts.sign_in"))
    issued, user = opened
    form = _form_of(user)
    if form is not None and not form.validate():
        return render_template("accounts/invitation.html", form=form, account=user), WRONG
    password = None if form is None else form.password.data
    if not credentials.accept_invitation(current.session(), user, issued, current.now(), password):
        return _ended(url_for("accounts.sign_in"))
    return enter(user, "invitation")


@bp.get("/new-address/<token>")
@public
@spoken
def new_address(token: str) -> ResponseReturnValue:
    """Show the button that puts a new address in force."""
    opened = _opened(Purpose.ADDRESS_CHANGE, token)
    if opened is None:
        return _ended(url_for("accounts.account"))
    return render_template("accounts/new_address.html", issued=opened[0])


@bp.post("/new-address/<token>")
@public
@spoken
@limited(rates.SIGN_IN)
def confirm_address(token: str) -> ResponseReturnValue:
    """Put the new address in force; every browser signs in again with it."""
    opened = _opened(Purpose.ADDRESS_CHANGE, token)
    if opened is None:
        return _ended(url_for("accounts.account"))
    issued, user = opened
    try:
        done = credentials.confirm_address(current.session(), user, issued, current.now())
    except AddressTakenError:
        done = False
    if not done:
        return _ended(url_for("accounts.account"))
    signing_in.forget()
    flash(_("Your new address is in force. Sign in with it."))
    return redirect(url_for("accounts.sign_in"))


def _opened(purpose: Purpose, token: str) -> tuple[MailedToken, User] | None:
    """Find what a link was issued for and to whom, in whose language the page then is."""
    issued = links.find_link(current.session(), purpose, token, current.now())
    if issued is None:
        return None
    user = get_user(current.session(), issued.user_id)
    speak_to(user.language)
    return issued, user


def _form_of(invited: User) -> NewPasswordForm | None:
    """Give the form that accepting takes; members have no password."""
    return None if invited.role is Role.MEMBER else _password_form(invited)


def _password_form(user: User) -> NewPasswordForm:
    form = NewPasswordForm()
    form.password.about = [user.email, user.name]
    return form


def _ended(again: str | None = None) -> ResponseReturnValue:
    return render_template("accounts/link_ended.html", again=again or url_for("accounts.forgotten")), GONE
