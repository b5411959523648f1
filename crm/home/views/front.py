"""The front page of whoever is signed in, else the public one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.queries import is_empty
from crm.accounts.rights import Role
from crm.followups.queries.lists import FollowUpRow
from crm.followups.queries.lists import today as due_today
from crm.followups.queries.numbers import Numbers, numbers
from crm.home.pages import ask_of, next_step_of
from crm.home.queries.arriving import came_in
from crm.home.queries.mailing import mailing
from crm.home.queries.mine import colleagues, my_members
from crm.home.queries.world import TREATY, world
from crm.home.views.blueprint import bp
from crm.library.queries import questions_by_step
from crm.treaties.queries import counts, get_treaty, list_treaties
from crm.web import current
from crm.web.access import public
from crm.web.locales import spoken

SHOWN = 8


@bp.get("/")
@public
@spoken
def front() -> ResponseReturnValue:
    """Show the front page."""
    role = current.actor().role
    if role is Role.COORDINATOR:
        return _coordinator()
    if role is Role.STAFF:
        return _staff()
    if role is Role.MEMBER:
        return _parliamentarian()
    return _visitor()


def _coordinator() -> str:
    session, today = current.session(), current.today()
    return render_template(
        "home/coordinator.html",
        waiting=_waiting(),
        arrivals=came_in(session, current.now()),
        world=world(session, today),
    )


def _staff() -> str:
    session = current.session()
    found = mailing(session)
    return render_template(
        "home/staff.html",
        mailing=found,
        step=None if found.under_way is None else next_step_of(found.under_way),
        treaties=list_treaties(session),
        waiting=_waiting(),
    )


def _waiting() -> tuple[Numbers, Sequence[FollowUpRow]]:
    """What is due for the user: how much, and the first rows."""
    session, actor, today = current.session(), current.actor(), current.today()
    return numbers(session, actor, today), due_today(session, actor, today, SHOWN)


def _parliamentarian() -> str:
    session, actor, today = current.session(), current.actor(), current.today()
    mine = my_members(session, actor, today)
    language = current.language()
    texts = questions_by_step(session, language)
    asks = [ask_of(each.country, each.standing, each.known_until, today, language, texts) for each in mine]
    return render_template(
        "home/parliamentarian.html",
        people=list(zip(mine, asks, strict=True)),
        colleagues=colleagues(session, actor, mine),
    )


def _visitor() -> ResponseReturnValue:
    session, today = current.session(), current.today()
    if is_empty(session):
        return redirect(url_for("accounts.start"))
    try:
        found = counts(session, TREATY, today)
    except LookupError:
        return render_template("home/public.html", counts=None)
    treaty = get_treaty(session, TREATY)
    return render_template("home/public.html", counts=found, known_on=min(treaty.known_until, today))
