"""The list of actions and the page of one."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from crm.accounts.rights import OPERATOR
from crm.actions.models import ActionKind, ActionState, Outcome, ParliamentaryAction, Participation, Visibility
from crm.actions.services import ActionDraft, Part, record_action
from crm.extensions import db
from tests.conftest import NOW
from tests.support.pages import read_page
from tests.support.statements import counted
from tests.support.storing import stored, writing

ATTACK = "\"><img src=x onerror=fetch('/xss')>{{7*7}}"


@pytest.fixture
def log(app: Flask, jane_id: int) -> Callable[..., int]:
    """Write down what Jane did, and give its number."""

    def make(title: str = "A question", member_id: int = jane_id, **more: object) -> int:
        draft = ActionDraft(ActionKind.QUESTION, title, participants=(Part(member_id),), **more)  # type: ignore[arg-type]
        with writing(app) as session:
            return record_action(session, OPERATOR, NOW, draft).id

    return make


def test_an_empty_list_says_what_to_do_next(staff: FlaskClient) -> None:
    page = staff.get("/actions/").text
    assert "No action is logged yet." in page
    assert 'href="/actions/new"' in page


def test_the_list_takes_its_filters_from_the_address(staff: FlaskClient, log: Callable[..., int]) -> None:
    log("On stockpiles"), log("On transit")
    page = staff.get("/actions/?q=transit&country=KE&kind=question&from=&to=&sort=logged").text
    assert "On transit" in page
    assert "On stockpiles" not in page
    assert "One action" in page
    assert "No action fits." in staff.get("/actions/?kind=bill").text


@pytest.mark.parametrize(
    "address",
    [
        "?kind=x&country=zz&aim=1&evidence=&visibility=no&state=no&member=999999999999&page=%00&sort=%27",
        "?from=garbage&to=31+February+2026",
        "?q=%27%22%25_%2A%5C%28%29+AND+NEAR+-%00&person=%27%25%00",
        "?q=" + "x" * 5_000,
        "?_external=1&_scheme=javascript&_anchor=x&page=W10",
        "?format=csv&q=%25",
    ],
)
def test_no_address_breaks_the_list(staff: FlaskClient, log: Callable[..., int], address: str) -> None:
    log()
    assert staff.get(f"/actions/{address}").status_code == 200


def test_a_format_we_do_not_have_is_refused(staff: FlaskClient) -> None:
    assert staff.get("/actions/?format=exe").status_code == 400


def test_a_date_that_can_not_be_read_narrows_nothing_and_says_so(staff: FlaskClient, log: Callable[..., int]) -> None:
    log()
    page = staff.get("/actions/?from=garbage").text
    assert "can&#39;t be read as a date" in page
    assert "A question" in page


def test_long_lists_come_in_pages(staff: FlaskClient, log: Callable[..., int]) -> None:
    for number in range(120):
        log(f"Question {number:03}", on=None)
    seen: list[str] = []
    address = "/actions/?kind=question"
    for _page in range(3):
        page = staff.get(address).text
        seen += [link for link in read_page(page).links if link.removeprefix("/actions/").isdecimal()]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(following[1]) if following else ""
    assert address == ""
    assert len(seen) == len(set(seen)) == 120
    assert "120 actions" in staff.get("/actions/?kind=question").text


def test_members_see_the_networks_actions_and_nothing_of_the_private_ones(
    jane: FlaskClient, ali_id: int, log: Callable[..., int]
) -> None:
    shared = log("Shared", ali_id, visibility=Visibility.NETWORK)
    private = log("Not hers", ali_id)
    own = log("My own")
    page = jane.get("/actions/").text
    assert [f'/actions/{number}"' in page for number in (shared, private, own)] == [True, False, True]
    assert [jane.get(f"/actions/{number}").status_code for number in (shared, private, own)] == [200, 404, 200]
    assert "Not hers" not in jane.get("/actions/?format=csv").text
    assert "/members/" not in jane.get(f"/actions/{shared}").text
    for page in ("edit", "take-away", "outcomes", "accept"):
        methods = [jane.get] if page == "edit" else [jane.post]
        for ask in methods:
            assert ask(f"/actions/{shared}/{page}").status_code == 403
            assert ask(f"/actions/{private}/{page}").status_code == 404


def test_a_member_edits_what_they_took_part_in_and_others_parts_stay(
    jane: FlaskClient, jane_id: int, ali_id: int, log: Callable[..., int], app: Flask
) -> None:
    number = log("Ours")
    with writing(app) as session:
        session.add(Participation(action_id=number, member_id=ali_id))
    page = jane.get(f"/actions/{number}/edit").text
    assert "Ali" not in page
    assert jane.post(f"/actions/{number}/edit", data={"title": "Ours, edited"}).status_code == 302
    assert set(stored(app, sa.select(Participation.member_id))) == {jane_id, ali_id}
    [action] = stored(app, sa.select(ParliamentaryAction))
    assert (action.title, action.visibility, action.kind) == ("Ours, edited", Visibility.PRIVATE, ActionKind.QUESTION)


def test_staff_edit_take_participants_out_and_undo(staff: FlaskClient, log: Callable[..., int], app: Flask) -> None:
    number = log()
    filled = {"title": "Edited", "participants-0-person": "", "on": "2025"}
    assert staff.post(f"/actions/{number}/edit", data=filled).status_code == 302
    assert stored(app, sa.select(Participation)) == []
    assert "The action is changed." in staff.get(f"/actions/{number}").text
    assert staff.post(f"/actions/{number}/edit", data=filled | {"on": "soon"}).status_code == 422


def opened_on(page: str) -> str:
    """What the form of a page was opened on."""
    found = re.search('name="opened"[^>]* value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_two_people_who_change_different_parts_of_an_action_both_keep_theirs(
    staff: FlaskClient, jane: FlaskClient, ali_id: int, log: Callable[..., int], app: Flask
) -> None:
    number = log("Ours")
    path = f"/actions/{number}/edit"
    opened = opened_on(staff.get(path).text)
    part = {"participants-0-person": f"#{ali_id}", "participants-0-role": "co_sponsor"}
    assert jane.post(path, data={"text": "Her words"}).status_code == 302
    assert staff.post(path, data={"text": "", "reference": "12", "opened": opened} | part).status_code == 302
    [action] = stored(app, sa.select(ParliamentaryAction))
    assert (action.text, action.reference, action.title) == ("Her words", "12", "Ours")
    assert stored(app, sa.select(Participation.member_id)) == [ali_id]


def test_participants_whom_somebody_else_named_meanwhile_stay(
    staff: FlaskClient, jane_id: int, ali_id: int, log: Callable[..., int], app: Flask
) -> None:
    path = f"/actions/{log()}/edit"
    opened = opened_on(staff.get(path).text)
    both = {"participants-0-person": f"Jane Wanjikũ (#{jane_id})", "participants-0-role": "lead"}
    named = both | {"participants-1-person": f"#{ali_id}", "participants-1-role": "lead"}
    assert staff.post(path, data=named).status_code == 302
    assert staff.post(path, data=both | {"reference": "12", "opened": opened}).status_code == 302
    assert set(stored(app, sa.select(Participation.member_id))) == {jane_id, ali_id}
    none = staff.post(path, data={"participants-0-person": "", "opened": opened})
    assert none.status_code == 409
    assert "Now it is: Jane Wanjikũ" in none.text
    assert set(stored(app, sa.select(Participation.member_id))) == {jane_id, ali_id}


def test_who_changes_the_line_that_somebody_else_changed_is_asked(
    staff: FlaskClient, jane: FlaskClient, log: Callable[..., int], app: Flask
) -> None:
    path = f"/actions/{log('Ours')}/edit"
    opened = opened_on(jane.get(path).text)
    staff.post(path, data={"title": "Theirs", "on": "2025", "participants-0-person": "Jane Wanjikũ"})
    answer = jane.post(path, data={"title": "Hers", "opened": opened})
    assert answer.status_code == 409
    assert 'value="Hers"' in answer.text
    assert 'id="title-error">Staff changed this meanwhile. Now it is: Theirs' in answer.text
    assert 'value="2025"' in answer.text
    again = {"title": "Hers", "on": "2025", "opened": opened_on(answer.text)}
    assert jane.post(path, data=again).status_code == 302
    [action] = stored(app, sa.select(ParliamentaryAction))
    assert (action.title, action.on) == ("Hers", "2025")


def test_what_came_of_it_is_added_on_its_page(staff: FlaskClient, log: Callable[..., int], app: Flask) -> None:
    number = log()
    told = {"kind": "rejected", "on": "2026-01", "votes_for": "3", "votes_against": "0", "text": "Narrowly"}
    assert staff.post(f"/actions/{number}/outcomes", data=told).status_code == 302
    page = staff.get(f"/actions/{number}").text
    for said in ("Rejected", "January 2026", "3 for, 0 against", "Narrowly"):
        assert said in page
    wrong = staff.post(f"/actions/{number}/outcomes", data=told | {"votes_for": "many"})
    assert wrong.status_code == 422
    assert "many" in wrong.text
    assert len(stored(app, sa.select(Outcome))) == 1


def test_an_action_taken_away_is_gone_until_undone(staff: FlaskClient, log: Callable[..., int]) -> None:
    number = log()
    page = staff.get(staff.post(f"/actions/{number}/take-away").location).text
    assert "The action is taken away." in page
    assert staff.get(f"/actions/{number}").status_code == 404
    undo = page[page.index('action="/audit/') + 8 :].split('"')[0]
    staff.post(undo)
    assert staff.get(f"/actions/{number}").status_code == 200


def test_a_draft_is_accepted_by_staff(staff: FlaskClient, log: Callable[..., int], app: Flask) -> None:
    number = log("By mailed link", state=ActionState.DRAFT)
    assert "By mailed link" not in staff.get("/actions/").text
    assert "By mailed link" in staff.get("/actions/?state=draft").text
    assert staff.post(f"/actions/{number}/accept").status_code == 302
    assert stored(app, sa.select(ParliamentaryAction.state)) == [ActionState.DONE]


def test_what_is_typed_is_shown_as_text(staff: FlaskClient, log: Callable[..., int]) -> None:
    number = log(ATTACK, text=ATTACK, body=ATTACK, kind_as_written=ATTACK, reference=ATTACK)
    for address in ("/actions/", f"/actions/{number}", f"/actions/{number}/edit"):
        page = staff.get(address).text
        assert "<img" not in page
        assert "{{7*7}}" in page


def test_files_hold_the_list_without_people_and_without_formulas(staff: FlaskClient, log: Callable[..., int]) -> None:
    log("=1+1", on="2026-03"), log("Plain")
    answer = staff.get("/actions/?format=csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert [row[3] for row in rows] == ["What was done", "'=1+1", "Plain"]
    assert "Jane" not in answer.text
    assert answer.headers["Content-Disposition"] == "attachment; filename=Actions.csv"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(staff.get("/actions/?format=xlsx&q=plain").data))
    assert [row[3] for row in sheet.get_sheet_by_index(0).to_python()] == ["What was done", "Plain"]


def test_pages_ask_the_database_as_often_whatever_the_rows(
    app: Flask, staff: FlaskClient, jane: FlaskClient, log: Callable[..., int]
) -> None:
    numbers = [log("First", on="2025")]

    with app.app_context():
        engine = db.engine

    def asked(browser: FlaskClient, address: str) -> int:
        with counted(engine) as statements:
            assert browser.get(address).status_code == 200
        return len([one for one in statements if one.split()[0] in {"SELECT", "WITH"}])

    addresses = ["/actions/", "/actions/?country=KE&q=question", f"/actions/{numbers[0]}", "/actions/new"]
    before = [asked(browser, address) for browser in (staff, jane) for address in addresses]
    numbers += [log(f"Question {number}", on="2026-01", visibility=Visibility.NETWORK) for number in range(60)]
    after = [asked(browser, address) for browser in (staff, jane) for address in addresses]
    assert max(after[0:2]) <= 6
    assert max(after[4:6]) <= 7
    assert max(after) <= 10
    assert all(late <= early for early, late in zip(before, after, strict=True))
