"""Meetings: what is ahead, which Governments are registered, who of ours goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.countries.models import Meeting
from crm.extensions import db
from crm.meetings.models import Attendance, Delegate, GovernmentAttendance
from crm.members.models import Stage
from tests.support.scene import person
from tests.support.statements import counted
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
MEETING = {
    "name": "Workshop for the Pacific",
    "treaty_key": "ccm",
    "kind": "other",
    "starts": "March 2027",
    "place": "Suva",
    "country": "FJ",
    "verified": "partly",
    "source": "https://meetings.example/suva",
}
LIST = {"names": "Kenya\n- Côte d'Ivoire,\nTürkiye", "seen_on": "2026-05-30", "source": "https://meetings.example/list"}


@pytest.fixture(autouse=True)
def in_june() -> object:
    """A day between meetings."""
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False) as traveller:
        yield traveller


def add(browser: FlaskClient, **fields: str) -> str:
    """Add a meeting; gives its address."""
    answer = browser.post("/meetings/new", data=MEETING | fields)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_meeting_is_added_with_as_much_of_its_date_as_is_known(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = browser.get(add(browser)).text
    assert "March 2027, Suva" in page
    assert "Verified in part" in page
    assert "Workshop for the Pacific" in browser.get("/meetings/").text
    [meeting] = stored(app, sa.select(Meeting).where(Meeting.name == MEETING["name"]))
    assert (meeting.starts_on, meeting.ends_on) == (date(2027, 3, 1), date(2027, 3, 31))


def test_a_meeting_is_corrected_and_a_faulty_form_keeps_what_was_typed(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    address = add(browser)
    faulty = browser.post(f"{address}/edit", data=MEETING | {"starts": "2027-03-09", "ends": "2027-03-02"})
    assert faulty.status_code == 422
    assert "It cannot end before it begins." in faulty.text
    assert "Workshop for the Pacific" in faulty.text
    good = MEETING | {"starts": "2027-03-02", "ends": "2027-03-04", "place": "Nadi"}
    assert browser.post(f"{address}/edit", data=good).status_code == 302
    assert "2 March 2027 – 4 March 2027, Nadi" in browser.get(address).text


def test_a_rumour_is_shown_to_those_who_keep_the_facts_only(sign_in: SignIn) -> None:
    address = add(sign_in("staff"), verified="unverified")
    assert sign_in("member").get(address).status_code == 404
    assert "Workshop for the Pacific" not in sign_in("member").get("/meetings/").text


def test_a_list_of_registered_governments_gives_those_that_are_not(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    address = add(browser)
    assert browser.post(f"{address}/governments", data=LIST).status_code == 302
    page = browser.get(address).text
    assert "Registered: 3" in page
    assert "Not registered: 194" in page
    assert ">Togo</a>" in page.partition("<h3>")[2]
    assert ">Kenya</a>" not in page.partition("<h3>")[2]
    only = browser.get(f"{address}?show=not_registered&status=signatory").text.partition("<h3>")[2]
    assert ">Uganda</a>" in only
    assert ">Togo</a>" not in only
    chosen = sa.select(GovernmentAttendance.iso2).where(GovernmentAttendance.attends == Attendance.REGISTERED)
    assert set(stored(app, chosen)) == {"KE", "CI", "TR"}


def test_a_newer_list_takes_the_place_of_the_one_before(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    address = add(browser)
    browser.post(f"{address}/governments", data=LIST)
    browser.post(f"{address}/governments", data=LIST | {"names": "Togo"})
    chosen = sa.select(GovernmentAttendance.iso2).where(GovernmentAttendance.attends == Attendance.REGISTERED)
    assert stored(app, chosen) == ["TG"]


def test_a_line_that_names_no_state_is_said_and_nothing_is_noted(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    answer = browser.post(f"{add(browser)}/governments", data=LIST | {"names": "Kenya\nAtlantis"})
    assert answer.status_code == 422
    assert "These lines name no State: Atlantis." in answer.text
    assert stored(app, sa.select(GovernmentAttendance)) == []


def test_staff_note_who_of_ours_comes_and_spoke_and_members_do_not_see_it(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    address = add(browser)
    with writing(app) as session:
        person(session, "Ada Example", "KE", stage=Stage.FRIEND)
    noted = {"person": "Ada Example", "state": "came", "spoke": "y"}
    assert browser.post(f"{address}/people", data=noted).status_code == 302
    assert "Came, spoke" in browser.get(address).text
    assert browser.post(f"{address}/people", data=noted | {"state": "not_coming"}).status_code == 302
    assert len(stored(app, sa.select(Delegate))) == 1
    member = sign_in("member")
    assert "Ada Example" not in member.get(address).text
    assert member.post(f"{address}/people", data=noted).status_code == 403


def test_pages_ask_the_database_as_often_whatever_there_is(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    address = add(browser)
    with app.app_context():
        engine = db.engine

    def cost(page: str) -> int:
        with counted(engine) as statements:
            assert browser.get(page).status_code == 200
        return len(statements)

    before = cost("/meetings/")
    for number in range(20):
        add(browser, name=f"Workshop {number}")
    assert cost("/meetings/") == before <= 6
    browser.post(f"{address}/governments", data=LIST)
    assert cost(address) <= 16
