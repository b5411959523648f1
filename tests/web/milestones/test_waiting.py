"""The withdrawal alarm, and what waits for a person because of a step at home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import Doing, begin
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services import open_stalled
from crm.members.models import Member, Stage
from tests.conftest import NOW

SignIn = Callable[..., FlaskClient]
Put = Callable[..., None]

BILL = {"kind": "bill_tabled", "state": "done", "on": "2026-02-10", "source": "https://gazette.example/1"}
LEAVING = {"kind": "withdrawal_tabled", "state": "under_way", "on": "2026-02-20", "source": "https://gazette.example/2"}
VOTE = {"kind": "withdrawal_approved", "state": "expected", "on": "2026-04-01", "source": "https://gazette.example/3"}


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    """It is 2 March 2026."""
    with time_machine.travel(NOW, tick=False):
        yield


def text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def add(browser: FlaskClient, iso2: str, **step: str) -> str:
    answer = browser.post(f"/milestones/new/{iso2}", data=step)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def follow_ups(app: Flask) -> list[FollowUp]:
    with app.app_context():
        return list(db.session.scalars(sa.select(FollowUp).order_by(FollowUp.id)))


def owner(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalar(sa.text('SELECT max(id) FROM "user"')))


def test_the_alarm_counts_down_asks_and_mobilises_in_one_act(app: Flask, put: Put, sign_in: SignIn) -> None:
    friends = [
        Member(id=number, name=name, sort_name=name, stage=Stage.FRIEND, country_iso2=iso2, created_at=NOW)
        for number, (name, iso2) in enumerate((("Ilse Larkmeadow", "NO"), ("Sven Birch", "SE"), ("Ana Sol", "BR")), 1)
    ]
    put(*friends)
    browser = sign_in("coordinator")
    assert "Nothing known to us" in text(browser, "/milestones/leaving/NO")
    add(browser, "NO", **LEAVING)
    add(browser, "NO", **VOTE)
    assert "under way at home" in text(browser, "/milestones/leaving")
    assert "under way at home" in text(browser, "/")
    shown = text(browser, "/milestones/leaving/NO")
    assert "30 days left" in shown
    assert "Which alternatives" in shown
    assert "Ilse Larkmeadow" in shown
    assert "Sven Birch" in shown
    assert "Ana Sol" not in shown
    told = {"friends": ["1", "2"], "text": "Ask your colleagues in Norway", "due_on": "2026-03-09"}
    assert browser.post("/milestones/leaving/NO", data={**told, "friends": []}).status_code == 422
    assert browser.post("/milestones/leaving/NO", data={**told, "friends": ["3"]}).status_code == 422
    assert browser.post("/milestones/leaving/NO", data=told).status_code == 302
    assert browser.post("/milestones/leaving/NO", data=told).status_code == 302
    assert [(one.member_id, one.country_iso2) for one in follow_ups(app)] == [(1, "NO"), (2, "NO")]
    assert sign_in("member").get("/milestones/leaving/NO").status_code == 403


def test_a_notified_withdrawal_counts_down_to_the_day_of_the_treaty_s_rule(sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    notified = {"country": "NO", "kind": "withdrawal_notified", "on": "2026-02-20", "source": "https://un.example"}
    assert browser.post("/treaties/ccm/actions/new", data=notified).status_code == 302
    shown = text(browser, "/milestones/leaving/NO")
    assert "171 days left" in shown
    assert "revoke the notification" in shown


def test_the_owner_of_an_expected_step_is_asked_how_it_went_once(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    step = {**VOTE, "kind": "chamber_vote", "owner": owner(app)}
    address = add(browser, "KE", **step)
    (one,) = follow_ups(app)
    assert (one.kind, one.due_on, one.subject) == (FollowUpKind.STALLED_STEP, date(2026, 4, 1), "milestones:1")
    browser.post(f"{address}/edit", data={**step, "on": "2026-05"})
    (one,) = follow_ups(app)
    assert one.due_on == date(2026, 6, 1)
    browser.post(f"{address}/move", data={"state": "done", "on": "2026-03-01", "source": "test"})
    assert [each.state for each in follow_ups(app)] == [FollowUpState.DROPPED]


def test_a_step_that_stalled_is_asked_about_once_until_it_moves(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    address = add(browser, "KE", **{**BILL, "state": "under_way"})

    def opened(day: str) -> int:
        with app.app_context(), time_machine.travel(f"{day}T09:00:00Z", tick=False) as moment:
            del moment
            session = db.session()
            now = NOW.fromisoformat(f"{day}T09:00:00+00:00")
            begin(session, Doing(act="test", at=now, source="test"))
            number = open_stalled(session, now)
            session.commit()
            return number

    assert [opened(day) for day in ("2026-08-01", "2026-09-02", "2026-09-03", "2026-12-01")] == [0, 1, 0, 0]
    with time_machine.travel("2026-12-02T09:00:00Z", tick=False):
        browser = sign_in("coordinator")
        moved = {"state": "under_way", "on": "2026-12-01", "source": "test"}
        assert browser.post(f"{address}/move", data=moved).status_code == 302
        assert "Step at home" in text(browser, "/follow-ups/?whose=all&kind=stalled_step&state=dropped")
    assert [opened(day) for day in ("2026-12-03", "2027-07-01")] == [0, 1]


def test_an_added_step_is_undone_by_the_button_and_so_is_what_waits(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    address = add(browser, "KE", **{**VOTE, "kind": "chamber_vote", "owner": owner(app)})
    found = re.search(r'action="([^"]+/undo)"', text(browser, address))
    assert found is not None
    assert browser.post(found[1]).status_code == 302
    assert browser.get(address).status_code == 404
    assert follow_ups(app) == []
