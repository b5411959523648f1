"""What a view needs to know of this request: the session, who acts, and the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from flask import abort, current_app, g, request
from flask_babel import get_locale
from flask_login import current_user

from crm.accounts.queries import get_settings
from crm.accounts.rights import NOBODY, Actor
from crm.config import Settings
from crm.extensions import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm.accounts.models import Organisation
    from crm.web.signing_in import OwnUser, SignedIn


def session() -> Session:
    """The database session of this request."""
    return cast("Session", db.session())


def now() -> datetime:
    """The instant this request began."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast("datetime", g.now)


def today() -> date:
    """The day it is where the organisation is."""
    return now().astimezone(zone()).date()


def asked_day() -> date:
    """The day that `?on=` asks for, today without it; 400 when it is none."""
    asked = request.args.get("on", "").strip()
    try:
        return date.fromisoformat(asked) if asked else today()
    except ValueError:
        abort(400)


def zone() -> tzinfo:
    """The organisation's time zone: in which pages show times, and by which a day begins."""
    return ZoneInfo(organisation().time_zone)


def actor() -> Actor:
    """Who acts; NOBODY for a visitor."""
    found = _signed_in()
    return NOBODY if found is None else found.actor


def user() -> OwnUser | None:
    """Whoever is signed in."""
    found = _signed_in()
    return None if found is None else found.user


def sign_in_id() -> int | None:
    """Which of the user's browsers this is."""
    found = _signed_in()
    return None if found is None else found.sign_in_id


def _signed_in() -> SignedIn | None:
    found = current_user._get_current_object()  # noqa: SLF001 - Werkzeug's way to what is behind a proxy
    return found if found.is_authenticated else None


def organisation() -> Organisation:
    """What readers see of us: read with who is signed in, else asked once per request."""
    if "organisation" not in g:
        g.organisation = get_settings(session())
    return cast("Organisation", g.organisation)


def remote() -> str:
    """Where the request comes from; a proxy is believed only as far as CRM_TRUSTED_PROXY says."""
    return (request.remote_addr or "")[:64]


def language() -> str:
    """The reader's language, asked once per request."""
    # Every text of a page asks, and each look through the proxy would cost four times the answer.
    kept = cast("Any", g)._get_current_object()  # noqa: SLF001 - Werkzeug's way to what is behind a proxy
    known: str | None = kept.get("language")
    if known is None:
        locale = get_locale()
        kept.language = known = "en" if locale is None else str(locale.language)
    return known


def settings() -> Settings:
    """The settings of this instance."""
    return cast("Settings", current_app.config["SETTINGS"])
