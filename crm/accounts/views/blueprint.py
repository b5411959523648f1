"""The blueprint that every page of accounts hangs on, and what its views share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from crm.accounts import rates
from crm.accounts.passwords import matches
from crm.accounts.queries import get_user
from crm.accounts.services import counting
from crm.accounts.services.credentials import failures_key
from crm.accounts.services.signing_in import begin_sign_in, sign_out
from crm.web import current, side_records, signing_in
from crm.web.addresses import local_target

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from crm.accounts.models import User

bp = Blueprint("accounts", __name__)

WRONG = 422
"""The status of a form that was not understood."""


def me() -> User:
    """Give the signed-in user's row within this request's transaction."""
    return get_user(current.session(), current.actor().user_id or 0)


def next_page() -> str:
    """Give the page to go on to after signing in."""
    return local_target(request.args.get("next"), url_for("home.front"))


def enter(user: User, how: str, target: str | None = None) -> Response:
    """Sign this browser in, or ask it for the second factor first, and go on."""
    target = target or next_page()
    if current.user() is not None:
        # Whoever was signed in here before is so no more, in a copied cookie neither.
        sign_out(current.session(), current.actor().user_id or 0, current.sign_in_id() or 0)
    token = begin_sign_in(current.session(), user, current.now(), signing_in.browser(), how)
    if user.totp_secret is not None:
        signing_in.remember_pending(token)
        return redirect(url_for("accounts.second_factor", next=target))
    signing_in.remember(token, user.role)
    return redirect(target)


def gave_password(typed: str | None) -> bool:
    """Whether the signed-in user typed their password; wrong ones are counted as when signing in.

    Asked before the request's transaction begins.
    """
    user = current.user()
    if user is None:
        return False
    who = failures_key(user.email)
    tries = side_records.count(rates.PASSWORD, who)
    if tries > rates.PASSWORD.most or not matches(user.password_hash, typed or ""):
        return False
    counting.forget(current.session(), rates.PASSWORD, who)
    return True
