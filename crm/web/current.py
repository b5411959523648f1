"""What a view needs to know of this request: the session, who acts, and the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, g
from flask_login import current_user

from crm.accounts.rights import NOBODY, Actor
from crm.config import Settings
from crm.extensions import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm.accounts.models import User


def session() -> Session:
    """The database session of this request."""
    return cast("Session", db.session())


def now() -> datetime:
    """The instant this request began."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast("datetime", g.now)


def today() -> date:
    """The day it is."""
    return now().date()


def actor() -> Actor:
    """Who acts; NOBODY for a visitor."""
    return current_user.actor if current_user.is_authenticated else NOBODY


def user() -> User | None:
    """The signed-in user's row."""
    return current_user.user if current_user.is_authenticated else None


def settings() -> Settings:
    """The settings of this instance."""
    return cast("Settings", current_app.config["SETTINGS"])
