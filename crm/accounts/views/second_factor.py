"""The second factor: asked for while signing in, set up and taken away in one's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from crm.accounts import rates, totp
from crm.accounts.forms.account import ReauthenticationForm
from crm.accounts.forms.signing_in import CodeForm
from crm.accounts.queries import get_user
from crm.accounts.rights import Act, Role
from crm.accounts.services import counting
from crm.accounts.services import second_factor as service
from crm.accounts.services.signing_in import complete_sign_in, find_pending
from crm.accounts.views.blueprint import WRONG, bp, gave_password, me, next_page
from crm.web import current, side_records, signing_in
from crm.web.access import public, requires
from crm.web.limits import limited

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from crm.accounts.models import User


@bp.get("/sign-in/second-factor")
@public
def second_factor() -> ResponseReturnValue:
    """Ask for the code of the app."""
    if find_pending(current.session(), signing_in.pending(), current.now()) is None:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/second_factor.html", form=CodeForm())


@bp.post("/sign-in/second-factor")
@public
@limited(rates.SIGN_IN)
def enter_second_factor() -> ResponseReturnValue:
    """Sign in with the code of the app or a recovery code."""
    form, target = CodeForm(), next_page()
    session, now = current.session(), current.now()
    pending = find_pending(session, signing_in.pending(), now)
    if pending is None:
        return redirect(url_for("accounts.sign_in"))
    user_id, typed = pending.user_id, form.code.data or ""
    session.rollback()
    tries = side_records.count(rates.SECOND_FACTOR, str(user_id))
    user = get_user(session, user_id)
    if tries > rates.SECOND_FACTOR.most or not service.accept(session, user, typed, now):
        session.rollback()
        side_records.note_refusal("sign-in refused", how="second factor", user=user_id)
        return render_template("accounts/second_factor.html", form=form, refused=True), WRONG
    counting.forget(session, rates.SECOND_FACTOR, str(user_id))
    token = complete_sign_in(session, pending, now, signing_in.browser(), "second factor")
    signing_in.remember(token, user.role)
    return redirect(target)


@bp.get("/account/second-factor")
@requires(Act.OWN_ACCOUNT)
def second_factor_set_up() -> str:
    """Show the square code to scan, once it was asked for."""
    return _set_up_page(me(), CodeForm())


@bp.post("/account/second-factor/offer")
@requires(Act.OWN_ACCOUNT)
def offer_second_factor() -> ResponseReturnValue:
    """Draw the secret that the app will share."""
    user = me()
    if user.role is Role.MEMBER:
        abort(404)
    if user.totp_secret is None:
        service.offer(current.session(), user)
    return redirect(url_for("accounts.second_factor_set_up"))


@bp.post("/account/second-factor")
@requires(Act.OWN_ACCOUNT)
@limited(rates.SIGN_IN)
def confirm_second_factor() -> ResponseReturnValue:
    """Turn the second factor on when the app shows the right code, and show the recovery codes once."""
    form, user = CodeForm(), me()
    codes = service.confirm(
        current.session(), user, form.code.data or "", current.now(), sign_in_id=current.sign_in_id() or 0
    )
    if codes is None:
        form.code.errors = [_("That is not the code the app shows now.")]
        return _set_up_page(user, form), WRONG
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/recovery-codes")
@requires(Act.OWN_ACCOUNT)
@limited(rates.SIGN_IN)
def new_recovery_codes() -> ResponseReturnValue:
    """Draw the recovery codes anew, for whoever gives the password."""
    right = gave_password(ReauthenticationForm().current.data)
    user = me()
    if user.totp_secret is None or not right:
        flash(_("The password is not right."), "error")
        return redirect(url_for("accounts.second_factor_set_up"))
    return render_template("accounts/recovery_codes.html", codes=service.new_recovery_codes(current.session(), user))


@bp.post("/account/second-factor/off")
@requires(Act.OWN_ACCOUNT)
@limited(rates.SIGN_IN)
def turn_off_second_factor() -> ResponseReturnValue:
    """Take the second factor away, for whoever gives the password."""
    right = gave_password(ReauthenticationForm().current.data)
    user = me()
    if not right:
        flash(_("The password is not right."), "error")
        return redirect(url_for("accounts.second_factor_set_up"))
    service.turn_off(current.session(), user, current.now(), by=user.id, but=current.sign_in_id())
    flash(_("The second factor is off."))
    return redirect(url_for("accounts.account"))


def _set_up_page(user: User, form: CodeForm) -> str:
    image = None
    if user.totp_offered:
        import segno  # noqa: PLC0415 - slow to import, and no other page draws a code

        address = totp.address(user.totp_offered, user.email, _("Parliamentary Friends"))
        image = segno.make(address, micro=False).svg_data_uri(scale=5, border=2, light="#fff")
    return render_template(
        "accounts/second_factor_set_up.html",
        form=form,
        image=image,
        secret=user.totp_offered,
        is_on=user.totp_secret is not None,
        required=current.settings().second_factor,
        reauthentication=ReauthenticationForm(),
    )
