"""Making a server ready before it forks: what the pages asked for most need is made once, for all its processes."""

from __future__ import annotations

import concurrent.futures.thread  # noqa: F401 - each process of gunicorn would import it by itself
import gc
from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, g
from flask import session as cookie
from sqlalchemy.orm import Session

from crm import garbage
from crm.accounts.models import User, UserState
from crm.accounts.rights import Actor, Role
from crm.countries.models import Country
from crm.db import reading
from crm.extensions import db
from crm.members.models import Member
from crm.web.signing_in import SIGN_IN, OwnUser, SignedIn

FRONT = "/"
PAGES = (FRONT, "/follow-ups/", "/members/", "/countries/", "/actions/", "/digests/")
"""Where those who run a network are all day: the first entries of their navigation."""

TIMES = 2
"""How often PAGES are shown: Python makes quick what runs again."""


def warm_up(app: Flask) -> int:
    """Show the front page to a visitor and a coordinator's to one, and throw them away; gives how many were shown.

    All that they need is made then, from mappers to templates. Nothing is written, counted or logged, and nobody is
    signed in. No fault keeps a server from starting: whoever asks for the page will see it.
    """
    shown = 0
    garbage.keep_what_stands()
    with suppress(Exception):
        for page, reader in _asked(app):
            _show(app, page, reader)
            gc.collect()  # so that the next one's fill its gaps: what is shared stands close together
            shown += 1
    with app.app_context():
        # A connection belongs to one process.
        db.engine.dispose()
    return shown


def _asked(app: Flask) -> list[tuple[str, SignedIn | None]]:
    """What is to be shown, and to whom: first some record, of those that lists lead to, then the pages of every day.

    Without a coordinator there is only the visitor.
    """
    with app.app_context(), reading(), Session(db.engine) as session:
        theirs = User.role == Role.COORDINATOR, User.state == UserState.ACTIVE
        number = session.scalar(sa.select(User.id).where(*theirs).order_by(User.id).limit(1))
        person = session.scalar(sa.select(Member.id).where(Member.erased_at.is_(None)).order_by(Member.id).limit(1))
        iso2 = session.scalar(sa.select(Country.iso2).order_by(Country.iso2).limit(1))
    if number is None:
        return [(FRONT, None)] * TIMES
    reader = _coordinator(number)
    records = [(f"{place}{key}", reader) for place, key in (("/members/", person), ("/countries/", iso2)) if key]
    every_day = [(FRONT, None), *((page, reader) for page in PAGES)]
    return [*records, *every_day * TIMES]


def _coordinator(number: int) -> SignedIn:
    """A coordinator as a request knows them, without a browser of theirs."""
    user = OwnUser(number, "", "", Role.COORDINATOR, "en", password_hash=None, has_second_factor=True)
    return SignedIn(user, Actor(number, user.role), 0, timedelta())


def _show(app: Flask, page: str, reader: SignedIn | None) -> None:
    """Answer a request as a server does, from who asks to the headers; a fault is raised and not logged."""
    with app.test_request_context(page, base_url=app.config["SETTINGS"].base_url), reading():
        if reader is None:
            cookie[SIGN_IN] = "ended"  # so that it is looked up
        else:
            g._login_user = reader  # noqa: SLF001 - where Flask-Login keeps whom it has found
        app.full_dispatch_request()
