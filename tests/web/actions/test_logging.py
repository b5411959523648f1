"""Logging an action: staff for somebody, a member for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import ActsFor, User
from crm.actions.models import (
    ActionKind,
    ActionState,
    Outcome,
    ParliamentaryAction,
    Participation,
    Visibility,
)
from crm.audit.models import ChangeSet
from crm.followups.models import FollowUp
from crm.members.models import Stage
from tests.support.pages import read_page
from tests.support.scene import person
from tests.support.storing import stored, writing

LOGGED = {"kind": "question", "on": "March 2026", "title": "When will Kenya ratify?"}


def only_action(app: Flask) -> ParliamentaryAction:
    [action] = stored(app, sa.select(ParliamentaryAction))
    return cast("ParliamentaryAction", action)


def test_four_fields_and_a_button_come_before_anything_folded_away(staff: FlaskClient, jane: FlaskClient) -> None:
    for browser in (staff, jane):
        html = browser.get("/actions/new").text.partition("<main")[2]
        above = html[: html.index("<details")]
        fields = read_page(above).fields
        assert [field.name for field in fields if field.kind not in {"hidden", "submit"}][-3:] == [
            "kind",
            "on",
            "title",
        ]
        assert 'type="submit"' in above


def test_a_member_logs_with_three_fields_for_the_network(jane: FlaskClient, jane_id: int, app: Flask) -> None:
    answer = jane.post("/actions/new", data=LOGGED)
    action = only_action(app)
    assert (answer.status_code, answer.location) == (302, f"/actions/{action.id}")
    assert (action.kind, action.on, action.visibility, action.country_iso2) == (
        ActionKind.QUESTION,
        "2026-03",
        Visibility.NETWORK,
        "KE",
    )
    assert stored(app, sa.select(Participation.member_id)) == [jane_id]
    page = jane.get(answer.location).text
    assert "The action is logged." in page
    assert "March 2026" in page
    assert "Undo" in page


def test_staff_log_for_somebody_with_an_outcome_and_a_follow_up_in_one_save(
    staff: FlaskClient, jane_id: int, app: Flask
) -> None:
    filled = LOGGED | {
        "participants-0-person": f"Jane Wanjikũ, Kenya (#{jane_id})",
        "participants-0-role": "co_sponsor",
        "participants-1-person": "",
        "outcome-kind": "answer",
        "outcome-on": "2 March 2026",
        "outcome-votes_for": "12",
        "then_what": "Thank her",
        "then_by": "2027-01-04",
    }
    assert staff.post("/actions/new", data=filled).status_code == 302
    action = only_action(app)
    assert (action.visibility, action.country_iso2) == (Visibility.PRIVATE, "KE")
    assert stored(app, sa.select(Outcome.votes_for)) == [12]
    follow_up = stored(app, sa.select(FollowUp))[0]
    assert (follow_up.text, follow_up.member_id, follow_up.action_id, follow_up.country_iso2) == (
        "Thank her",
        jane_id,
        action.id,
        "KE",
    )
    acts = stored(app, sa.select(ChangeSet).where(ChangeSet.act == "actions.log"))
    assert [(act.summary, act.subject) for act in acts] == [("Logged an action", f"actions:{action.id}")]


def test_the_address_fills_the_form(staff: FlaskClient, jane_id: int) -> None:
    asked = f"/actions/new?member={jane_id}&kind=bill&aim=ratify&title=A+bill&text=Words&state=planned"
    page = staff.get(asked).text
    for chosen in (
        'value="A bill"',
        f'value="Jane Wanjikũ, Kenya (#{jane_id})"',
        "Words</textarea>",
        'selected value="bill"',
        'selected value="ratify"',
        '<option selected value="KE">',
    ):
        assert chosen in page
    assert staff.get("/actions/new?member=9999999999999&country=%00%00&kind=x&aim=x&state=draft").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "last week"}, "can&#39;t be read as a date"),
        ({"on": "02/03/2026"}, "can be read in two ways"),
        ({"on": "2999"}, "between 1900 and 2100"),
        ({"on": "2099"}, "still to come"),
        ({"title": " "}, "Say in one line what was done."),
        ({"title": "x" * 301}, "Write at most 300 characters."),
        ({"kind": "sermon"}, "Choose one of the list."),
        ({"link": "javascript:alert(1)"}, "begins with https:// or http://"),
        ({"participants-0-person": "Nobody Here"}, "Nobody of this name"),
        ({"outcome-text": "It passed"}, "Say what it was."),
        ({"outcome-kind": "adopted", "outcome-votes_for": "99999999999"}, "whole number"),
        ({"then_what": "Call"}, "Say by when."),
        ({"then_by": "2027-01-01"}, "Say what is to be done by then."),
        ({"then_what": "Call", "then_by": "2027"}, "Say the day too"),
        ({"country": "XX"}, "Not a valid choice"),
        ({"chambers": "77"}, "valid choice"),
    ],
)
def test_what_can_not_be_read_is_said_beside_the_field_and_nothing_typed_is_lost(
    staff: FlaskClient, app: Flask, wrong: dict[str, str], said: str
) -> None:
    answer = staff.post("/actions/new", data=LOGGED | {"text": "All I typed", "reference": "Q 12"} | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    for kept in ("All I typed", "Q 12", *(value for value in wrong.values() if value.strip() and value.isalnum())):
        assert kept in answer.text or kept in {"sermon", "XX", "77"}
    assert stored(app, sa.select(ParliamentaryAction)) == []


def test_namesakes_are_named_with_their_numbers(staff: FlaskClient, ali_id: int, app: Flask) -> None:
    with writing(app) as session:
        twin = person(session, "Ali Gurung", "KE", Stage.PROSPECT).id
    answer = staff.post("/actions/new", data=LOGGED | {"participants-0-person": "ali gurung"})
    assert answer.status_code == 422
    assert f"Ali Gurung, Nepal (#{ali_id}); Ali Gurung, Kenya (#{twin})" in answer.text
    assert staff.post("/actions/new", data=LOGGED | {"participants-0-person": f"#{twin}"}).status_code == 302


def test_a_plan_may_lie_ahead(jane: FlaskClient, app: Flask) -> None:
    assert jane.post("/actions/new", data=LOGGED | {"on": "2099", "state": "planned"}).status_code == 302
    assert only_action(app).state is ActionState.PLANNED


def test_a_member_can_not_speak_for_others_or_say_what_is_not_theirs(
    jane: FlaskClient, ali_id: int, jane_id: int, app: Flask
) -> None:
    forged = LOGGED | {
        "participants-0-person": f"#{ali_id}",
        "for_whom": str(ali_id),
        "evidence": "seen",
        "state": "draft",
        "id": "77",
        "logged_by": "1",
    }
    assert jane.post("/actions/new", data=forged).status_code == 422
    del forged["state"]
    assert jane.post("/actions/new", data=forged).status_code == 302
    action = only_action(app)
    assert (action.id, action.evidence) == (1, "told")
    assert stored(app, sa.select(Participation.member_id)) == [jane_id]


def test_an_undo_button_takes_the_action_back(jane: FlaskClient, app: Flask) -> None:
    shown = jane.get(jane.post("/actions/new", data=LOGGED).location).text
    number = stored(app, sa.select(sa.func.max(ChangeSet.id)))[0]
    assert f'action="/audit/{number}/undo"' in shown
    jane.post(f"/audit/{number}/undo", data={"next": "/actions/"})
    assert stored(app, sa.select(ParliamentaryAction)) == []
    assert "Undone." in jane.get("/actions/").text


def test_an_assistants_act_names_the_member(
    sign_in: Callable[..., FlaskClient], jane_id: int, ali_id: int, app: Flask
) -> None:
    browser = sign_in("member")
    assert "not linked with a person yet" in browser.get("/actions/new").text
    user_id = stored(app, sa.select(User.id).order_by(User.id.desc()))[0]
    with writing(app) as session:
        session.add(ActsFor(user_id=user_id, member_id=jane_id))
    browser.post("/actions/new", data=LOGGED)
    act = stored(app, sa.select(ChangeSet).where(ChangeSet.act == "actions.log"))[0]
    assert (act.actor_id, act.on_behalf_of) == (user_id, jane_id)
    with writing(app) as session:
        session.add(ActsFor(user_id=user_id, member_id=ali_id))
    assert "For whom" in browser.get("/actions/new").text
    assert browser.post("/actions/new", data=LOGGED | {"for_whom": str(ali_id)}).status_code == 302
    assert browser.post("/actions/new", data=LOGGED | {"for_whom": "999"}).status_code == 422


def test_more_people_are_added_by_a_button_that_keeps_nothing_yet_and_all_that_was_typed(
    staff: FlaskClient, app: Flask
) -> None:
    typed = LOGGED | {"participants-0-person": "Nobody Known", "participants-1-person": "", "more_people": "1"}
    answer = staff.post("/actions/new", data=typed)
    assert answer.status_code == 200
    assert 'value="Nobody Known"' in answer.text
    assert 'name="participants-3-person"' in answer.text
    assert "When will Kenya ratify?" in answer.text
    assert stored(app, sa.select(ParliamentaryAction)) == []
