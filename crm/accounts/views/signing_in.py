"""Signing in with a password, by a mailed link or by the code mailed with it; signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.forms.signing_in import CodeForm, SignInForm
from crm.accounts.models import MailedToken, User, UserState
from crm.accounts.queries import find_user, get_user, is_empty
from crm.accounts.services import links, mailing
from crm.accounts.services import signing_in as service
from crm.accounts.services.credentials import failures_key, forget_failures
from crm.accounts.tokens import Purpose
from crm.accounts.views.blueprint import WRONG, bp, enter, next_page
from crm.web import current, side_records, signing_in
from crm.web.access import public, signed_in
from crm.web.limits import limited
from crm.web.locales import speak_to, spoken

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/sign-in")
@public
@spoken
def sign_in() -> ResponseReturnValue:
    """Ask who it is; an instance without users asks for its first coordinator instead."""
    if current.user() is not None:
        return redirect(next_page())
    if is_empty(current.session()):
        return redirect(url_for("accounts.start"))
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
@spoken
@limited(rates.SIGN_IN)
def enter_password() -> ResponseReturnValue:
    """Sign in with a password, or mail a link to whoever gave none."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), WRONG
    email = form.email.data or ""
    if form.mail.data or not form.password.data:
        mailing.mail_sign_in(current.session(), current.now(), _key(), email, signing_in.asker(new=True))
        return redirect(url_for("accounts.code", next=request.args.get("next")))
    user = _user_by_password(email, form.password.data)
    if user is None:
        return render_template("accounts/sign_in.html", form=form, refused=True), WRONG
    return enter(user, "password")


@bp.get("/sign-in/code")
@public
@spoken
def code() -> str:
    """Say that a link was mailed, if the address has an account, and ask for the code in it."""
    return render_template("accounts/code.html", form=CodeForm())


@bp.post("/sign-in/code")
@public
@spoken
@limited(rates.SIGN_IN)
def enter_code() -> ResponseReturnValue:
    """Sign in by the mailed code, in the browser that asked for it."""
    form = CodeForm()
    issued = _link_by_code(form.code.data or "") if form.validate() else None
    if issued is None or not links.use(current.session(), issued, current.now()):
        current.session().rollback()
        if form.code.data:
            side_records.note_refusal("sign-in refused", how="code")
        return render_template("accounts/code.html", form=form, refused=bool(form.code.data)), WRONG
    return _enter_by_link(issued, "code")


@bp.get("/sign-in/link/<token>")
@public
@spoken
def link(token: str) -> ResponseReturnValue:
    """Show the button that signs in; opening the link signs nobody in."""
    issued = links.find_link(current.session(), Purpose.SIGN_IN, token, current.now())
    if issued is None:
        return render_template("accounts/link_ended.html", again=url_for("accounts.sign_in")), 410
    account = get_user(current.session(), issued.user_id)
    speak_to(account.language)
    return render_template("accounts/link.html", account=account)


@bp.post("/sign-in/link/<token>")
@public
@spoken
@limited(rates.SIGN_IN)
def enter_by_link(token: str) -> ResponseReturnValue:
    """Sign in by the mailed link, once."""
    issued = links.find_link(current.session(), Purpose.SIGN_IN, token, current.now())
    if issued is None or not links.use(current.session(), issued, current.now()):
        return render_template("accounts/link_ended.html", again=url_for("accounts.sign_in")), 410
    return _enter_by_link(issued, "link")


@bp.post("/sign-out")
@signed_in
@spoken
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    service.sign_out(current.session(), current.actor().user_id or 0, current.sign_in_id() or 0)
    signing_in.forget()
    flash(_("You are signed out."))
    return redirect(url_for("accounts.sign_in"))


def _user_by_password(email: str, password: str) -> User | None:
    """Give the user whose password it is, having counted the try first: nobody can try faster than we count."""
    tries = side_records.count(rates.PASSWORD, failures_key(email))
    user = service.check_password(current.session(), email, password)
    if user is not None and tries <= rates.PASSWORD.most:
        forget_failures(current.session(), email)
        return user
    known = find_user(current.session(), email)
    known_id = known.id if known else None
    current.session().rollback()
    side_records.note_refusal("sign-in refused", how="password", user=known_id)
    return None


def _link_by_code(typed: str) -> MailedToken | None:
    browser = signing_in.asker()
    link_id = side_records.count_code_try(browser) if browser else None
    return links.find_by_code(current.session(), _key(), link_id, typed) if link_id else None


def _enter_by_link(issued: MailedToken, how: str) -> ResponseReturnValue:
    user = get_user(current.session(), issued.user_id)
    # The link came to their address: that proves it, as accepting the invitation would.
    user.state = UserState.ACTIVE
    return enter(user, how)


def _key() -> str:
    return current.settings().secret_key
