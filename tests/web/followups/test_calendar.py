"""One's private calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from crm.accounts.models import User, UserState
from crm.countries.models import Chamber, Meeting
from crm.followups.models import CalendarFeed, FollowUp
from crm.members.models import Stage
from crm.partial_date import PartialDate
from tests.support.scene import person
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make(browser: FlaskClient) -> str:
    """Make a calendar; gives its path as the page shows it, once."""
    found = re.search(r"/calendar/[\w-]+\.ics", browser.post("/account/calendar").text)
    assert found
    return found[0]


def read(browser: FlaskClient, path: str) -> dict[str, date]:
    """The entries by their summaries."""
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return {str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(answer.data).walk("VEVENT")}


@pytest.fixture
def dates(app: Flask, staff: FlaskClient) -> None:
    """A follow-up of the staff user, a meeting, a rumour, and an election where a friend sits."""
    assert staff
    with writing(app) as session:
        user = session.scalars(sa.select(User).where(User.role == "staff")).first()
        assert user
        friend = person(session, "Ada Example", "KE", Stage.FRIEND)
        session.add(
            FollowUp(
                text="Send <b>the</b> draft;\nat once",
                due_on=date(2030, 1, 2),
                owner_id=user.id,
                opened_at=AT,
                member_id=friend.id,
            )
        )
        for name, verified in (("Fourteenth Meeting", "verified"), ("Rumoured workshop", "")):
            session.add(
                Meeting(
                    treaty_key="ccm",
                    kind="msp",
                    name=name,
                    starts=PartialDate("2030-09"),
                    starts_on=date(2030, 9, 1),
                    ends_on=date(2030, 9, 30),
                    verified=verified,
                )
            )
        session.add(Chamber(country_iso2="KE", name="Senate", next_election_expected=PartialDate("2031-08")))


@pytest.mark.usefixtures("dates")
def test_it_holds_ones_own_follow_ups_the_meetings_that_are_sure_and_elections_where_friends_sit(
    staff: FlaskClient, client: FlaskClient
) -> None:
    held = read(client, make(staff))
    [follow_up] = [day for summary, day in held.items() if "Send <b>the</b> draft" in summary]
    assert follow_up == date(2030, 1, 2)
    assert held["Fourteenth Meeting (expected September 2030)"] == date(2030, 9, 1)
    assert held["Kenya: election expected"] == date(2031, 8, 1)
    assert not any("Rumoured" in summary for summary in held)


@pytest.mark.usefixtures("dates")
def test_nobody_elses_follow_ups_are_in_it(sign_in: SignIn, client: FlaskClient) -> None:
    held = read(client, make(sign_in("coordinator")))
    assert not any("draft" in summary for summary in held)


def test_only_the_fingerprint_of_the_address_is_kept(app: Flask, staff: FlaskClient) -> None:
    secret = make(staff).removeprefix("/calendar/").removesuffix(".ics")
    [kept] = stored(app, sa.select(CalendarFeed.token_hash))
    assert secret not in kept
    assert secret not in staff.get("/account/calendar").text


def test_a_new_address_and_taking_it_back_make_the_old_one_useless(staff: FlaskClient, client: FlaskClient) -> None:
    first = make(staff)
    second = make(staff)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert staff.post("/account/calendar/take-back").status_code == 302
    assert client.get(second).status_code == 404


def test_the_calendar_of_somebody_shut_out_is_gone(app: Flask, staff: FlaskClient, client: FlaskClient) -> None:
    path = make(staff)
    with writing(app) as session:
        for user in session.scalars(sa.select(User)):
            user.state = UserState.DISABLED
    assert client.get(path).status_code == 404
