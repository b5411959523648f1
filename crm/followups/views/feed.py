"""One's private calendar: made, shown once, taken back; and the file that calendar programs fetch."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.followups.calendar import Entry, write
from crm.followups.forms.words import follow_up_verb
from crm.followups.queries.feeds import Held, calendar_of, find_feed, owner_of
from crm.followups.services.feeds import make_feed, take_back_feed
from crm.followups.views.blueprint import bp
from crm.languages import known_date
from crm.web import current
from crm.web.access import public, requires
from crm.web.limits import limited


@bp.get("/account/calendar")
@requires(Act.OWN_ACCOUNT)
def calendar() -> str:
    """Show whether one has a calendar, and how to have one."""
    return _page()


@bp.post("/account/calendar")
@requires(Act.OWN_ACCOUNT)
def make_calendar() -> ResponseReturnValue:
    """Make one's calendar and show its address, this once."""
    secret = make_feed(current.session(), current.now(), current.actor().user_id or 0)
    return _page(f"{current.settings().base_url}{url_for('followups.feed', token=secret)}")


@bp.post("/account/calendar/take-back")
@requires(Act.OWN_ACCOUNT)
def take_back_calendar() -> ResponseReturnValue:
    """Make the address useless."""
    take_back_feed(current.session(), current.now(), current.actor().user_id or 0)
    flash(_("The calendar's address works no more."))
    return redirect(url_for("followups.calendar"))


@bp.get("/calendar/<token>.ics")
@public
@limited(rates.FILES, methods=("GET",))
def feed(token: str) -> Response:
    """Give the calendar of whoever has its address."""
    session = current.session()
    actor = owner_of(session, token) or abort(404)
    held = calendar_of(session, actor, current.now(), current.today())
    content = write(_("Parliamentary Friends"), _entries(held), current.now())
    return Response(content, mimetype="text/calendar")


def _entries(held: Held) -> Iterator[Entry]:
    host, base = current.settings().host, current.settings().base_url
    for row in held.due:
        one = row.follow_up
        about = ", ".join(part for part in (row.person, row.country.name_en if row.country else "") if part)
        summary = f"{follow_up_verb(one.kind)}: {one.text}"
        yield Entry(f"follow-up-{one.id}@{host}", one.due_on, one.due_on, summary, about, f"{base}/follow-ups/{one.id}")
    for meeting in held.meetings:
        last = meeting.ends_on
        when = known_date(meeting.starts, "en") if meeting.starts else ""
        exact = meeting.starts is not None and meeting.starts.day is not None
        yield Entry(
            f"meeting-{meeting.id}@{host}",
            meeting.starts_on,
            last if exact else meeting.starts_on,
            meeting.name if exact else _("%(what)s (expected %(when)s)", what=meeting.name, when=when),
            meeting.place,
            f"{base}/meetings/{meeting.id}",
        )
    for election in held.elections:
        expected = election.chamber.next_election_expected
        if expected is None or expected.latest < current.today():
            continue
        what = _("%(country)s: election expected", country=election.country)
        said = f"{election.chamber.name}, {known_date(expected, 'en')}"
        day = expected.earliest
        yield Entry(f"election-{election.chamber.id}@{host}", day, day, what, said)


def _page(address: str = "") -> str:
    held = find_feed(current.session(), current.actor().user_id or 0)
    return render_template("followups/calendar.html", held=held, address=address)
