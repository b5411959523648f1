"""One's own account: name, language, password and address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.errors import AddressTakenError, TooManyMailsError
from crm.accounts.forms.account import AddressForm, PasswordForm, ProfileForm
from crm.accounts.forms.fields import language_choices
from crm.accounts.queries import count_recovery_codes, is_fresh, sign_ins_of
from crm.accounts.rights import Act, Role
from crm.accounts.services import credentials, mailing
from crm.accounts.services.users import edit_profile
from crm.accounts.views.blueprint import WRONG, bp, gave_password, me
from crm.digests.services.tokens import TOPIC, ensure_tokens
from crm.mail.models import UNSUBSCRIBE
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from crm.accounts.models import User


@bp.get("/account")
@requires(Act.OWN_ACCOUNT)
def account() -> str:
    """Show one's account."""
    return _page(me())


@bp.post("/account")
@requires(Act.OWN_ACCOUNT)
def edit_account() -> ResponseReturnValue:
    """Change one's name and language."""
    user = me()
    form = _profile_form(user)
    if not form.validate():
        return _page(user, profile=form), WRONG
    edit_profile(current.session(), user, name=form.name.data or "", language=form.language.data)
    flash(_("Your account is saved."))
    return redirect(url_for("accounts.account"))


@bp.post("/account/password")
@requires(Act.OWN_ACCOUNT)
@limited(rates.SIGN_IN)
def change_password() -> ResponseReturnValue:
    """Change one's password; other browsers are signed out."""
    form = PasswordForm()
    right = gave_password(form.current.data)
    user = me()
    form.password.about = [user.email, user.name]
    if not form.validate() or not right or user.role is Role.MEMBER:
        if not right:
            form.current.errors = [_("This is not your password, or it was tried too often: wait 20 minutes.")]
        return _page(user, password=form), WRONG
    credentials.set_password(current.session(), user, form.password.data or "", current.now(), but=current.sign_in_id())
    flash(_("Your password is changed. Other browsers are signed out."))
    return redirect(url_for("accounts.account"))


@bp.post("/account/address")
@requires(Act.OWN_ACCOUNT)
@limited(rates.MAIL_REQUEST)
def change_address() -> ResponseReturnValue:
    """Mail a link to a new address, which is in force once the link was used."""
    form = AddressForm()
    right = _may_change_address(form)
    user = me()
    if not form.validate() or not right:
        return _page(user, address=form), WRONG
    try:
        email = credentials.require_free(current.session(), form.email.data or "")
        key = current.settings().secret_key
        mailing.mail_address_change(current.session(), current.now(), key, user, email)
    except AddressTakenError:
        form.email.errors = [_("This address can't be used here.")]
        return _page(user, address=form), WRONG
    except TooManyMailsError:
        form.email.errors = [_("That were five mails within an hour. Wait an hour.")]
        return _page(user, address=form), WRONG
    flash(_("We mailed a link to the new address. Until it is used, the old address stays in force."))
    return redirect(url_for("accounts.account"))


@bp.post("/account/mail")
@requires(Act.OWN_ACCOUNT)
def mail_preferences() -> ResponseReturnValue:
    """Open the page where a member says which mail they get: the one that every digest links to."""
    member_id = current.actor().member_id
    if member_id is None:
        abort(404)
    links = ensure_tokens(current.session(), current.now(), UNSUBSCRIBE, TOPIC, [member_id])
    return redirect(url_for("preferences.page", token=links[member_id]))


def _may_change_address(form: AddressForm) -> bool:
    """Whether the password was given, or, by a member who has none, the sign-in is fresh."""
    if current.actor().is_member:
        if is_fresh(current.session(), current.sign_in_id() or 0, current.now()):
            return True
        form.email.errors = [_("Sign out and in again first: this needs a sign-in of the last ten minutes.")]
        return False
    if gave_password(form.current.data):
        return True
    form.current.errors = [_("This is not your password, or it was tried too often: wait 20 minutes.")]
    return False


def _profile_form(user: User) -> ProfileForm:
    form = ProfileForm(name=user.name, language=user.language)
    offered = {*current.organisation().languages, user.language}
    form.language.choices = language_choices(sorted(offered))
    return form


def _page(
    user: User,
    *,
    profile: ProfileForm | None = None,
    password: PasswordForm | None = None,
    address: AddressForm | None = None,
) -> str:
    return render_template(
        "accounts/account.html",
        account=user,
        profile=profile or _profile_form(user),
        password=password or PasswordForm(formdata=None),
        address=address or AddressForm(formdata=None),
        sign_ins=sign_ins_of(current.session(), user.id, current.now()),
        this_sign_in=current.sign_in_id(),
        recovery_codes=count_recovery_codes(current.session(), user.id),
    )
