"""The Today list, one follow-up, and what a member asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import User
from crm.accounts.rights import OPERATOR, Role
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services import Promise, open_follow_up
from crm.members.drafts import MemberDraft
from crm.members.services import add_member
from tests.conftest import NOW
from tests.support.statements import counted
from tests.support.storing import stored, writing

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)
ATTACK = "\"><img src=x onerror=fetch('/xss')>{{7*7}}"


@pytest.fixture
def promise(app: Flask, jane_id: int) -> Callable[..., int]:
    """Promise Jane something, and give its number."""

    def make(text: str = "Send the paper", due_on: date = TODAY, **more: object) -> int:
        with writing(app) as session:
            promised = Promise(text, due_on, member_id=jane_id, **more)  # type: ignore[arg-type]
            return open_follow_up(session, OPERATOR, NOW, promised).id

    return make


def only(app: Flask) -> FollowUp:
    [follow_up] = stored(app, sa.select(FollowUp))
    assert isinstance(follow_up, FollowUp)
    return follow_up


def test_an_empty_list_says_whom_to_think_of(staff: FlaskClient) -> None:
    assert "Nothing waits for you." in staff.get("/follow-ups/").text


def test_the_today_list_shows_day_person_country_and_one_verb(staff: FlaskClient, promise: Callable[..., int]) -> None:
    number = promise(due_on=TODAY - DAY)
    promise("Call", TODAY)
    page = staff.get("/follow-ups/").text
    for said in ("1 due today", "1 overdue", "Jane Wanjikũ", "Kenya", "Do it", "Send the paper", f'id="f{number}"'):
        assert said in page
    overdue = staff.get("/follow-ups/?due=overdue").text
    assert "Send the paper" in overdue
    assert "Call" not in overdue


def test_each_row_is_done_put_off_and_opened_again_and_each_act_can_be_undone(
    app: Flask, staff: FlaskClient, promise: Callable[..., int]
) -> None:
    number = promise()
    answer = staff.post(f"/follow-ups/{number}/done", data={"next": "/follow-ups/?whose=all"})
    assert answer.location == "/follow-ups/?whose=all"
    page = staff.get(answer.location).text
    assert "The follow-up is closed." in page
    assert only(app).state is FollowUpState.DONE
    undo = page[page.index('action="/audit/') + 8 :].split('"')[0]
    assert staff.post(undo, data={"next": "/follow-ups/"}).status_code == 302
    assert only(app).state is FollowUpState.OPEN
    staff.post(f"/follow-ups/{number}/snooze", data={"delay": "week"})
    assert only(app).due_on >= TODAY + 7 * DAY
    staff.post(f"/follow-ups/{number}/drop", data={"note": "Not needed"})
    assert (only(app).state, only(app).note) == (FollowUpState.DROPPED, "Not needed")
    assert "Send the paper" in staff.get("/follow-ups/?state=dropped&whose=all").text
    staff.post(f"/follow-ups/{number}/open-again")
    assert (only(app).state, only(app).closed_at) == (FollowUpState.OPEN, None)


def test_a_follow_up_is_handed_over_and_listed_by_its_owner(
    app: Flask, staff: FlaskClient, promise: Callable[..., int], sign_in: Callable[..., FlaskClient]
) -> None:
    number = promise()
    sign_in("coordinator")
    [owner_id] = stored(app, sa.select(User.id).where(User.role == Role.COORDINATOR))
    assert staff.post(f"/follow-ups/{number}/hand-over", data={"owner": str(owner_id)}).status_code == 302
    assert only(app).owner_id == owner_id
    assert "Send the paper" not in staff.get("/follow-ups/").text
    assert "Send the paper" in staff.get(f"/follow-ups/?whose={owner_id}").text
    assert staff.post(f"/follow-ups/{number}/hand-over", data={"owner": ""}).status_code == 302
    assert only(app).owner_id is None


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("snooze", {"until": "soon"}, "can&#39;t be read as a date"),
        ("snooze", {"until": "2020-01-01"}, "Choose a day after today."),
        ("snooze", {}, "Say until when."),
        ("hand-over", {"owner": "99"}, "Not a valid choice"),
        ("done", {"note": "x" * 20_001}, "Write at most 20,000 characters."),
    ],
)
def test_what_can_not_be_read_is_said_beside_the_field(
    app: Flask, staff: FlaskClient, promise: Callable[..., int], path: str, typed: dict[str, str], said: str
) -> None:
    answer = staff.post(f"/follow-ups/{promise()}/{path}", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert only(app).state is FollowUpState.OPEN


def test_a_follow_up_is_opened_about_a_person(app: Flask, staff: FlaskClient, jane_id: int) -> None:
    page = staff.get(f"/follow-ups/new?member={jane_id}&text=Call+her").text
    assert f'value="Jane Wanjikũ, Kenya (#{jane_id})"' in page
    assert "Call her" in page
    filled = {"text": "Call her", "due_on": "2 March 2027", "person": "jane wanjiku", "owner": ""}
    assert staff.post("/follow-ups/new", data=filled).status_code == 302
    kept = only(app)
    assert (kept.member_id, kept.country_iso2, kept.due_on, kept.owner_id) == (jane_id, "KE", date(2027, 3, 2), None)
    wrong = staff.post("/follow-ups/new", data=filled | {"due_on": "", "person": "Nobody"})
    assert wrong.status_code == 422
    for said in ("Say by when.", "Nobody of this name", "Call her"):
        assert said in wrong.text


def test_a_name_spelt_to_the_letter_is_whoever_bears_it(app: Flask, staff: FlaskClient, jane_id: int) -> None:
    with writing(app) as session:
        other = add_member(session, OPERATOR, NOW, MemberDraft(name="Jane Wanjiku", country_iso2="KE")).id
    filled = {"text": "Call her", "due_on": "2 March 2027", "owner": ""}
    for name in ("Jane Wanjikũ", "Jane Wanjiku"):
        assert staff.post("/follow-ups/new", data=filled | {"person": name}).status_code == 302
    assert {each.member_id for each in stored(app, sa.select(FollowUp))} == {jane_id, other}
    unsure = staff.post("/follow-ups/new", data=filled | {"person": "jane wanjiku"})
    assert (unsure.status_code, "This can mean several people." in unsure.text) == (422, True)


def test_a_member_asks_on_their_page_and_sees_what_became_of_it(
    app: Flask, jane: FlaskClient, jane_id: int, sign_in: Callable[..., FlaskClient]
) -> None:
    assert jane.post("/ask", data={"need": "other", "text": ""}).status_code == 422
    assert jane.post("/ask", data={"need": "briefing", "text": "On stockpiles"}).status_code == 302
    kept = only(app)
    assert (kept.kind, kept.member_id, kept.owner_id) == (FollowUpKind.REQUEST, jane_id, None)
    page = jane.get("/ask").text
    assert "On stockpiles" in page
    assert "waits for an answer" in page
    for each in (sign_in("staff"), sign_in("coordinator")):
        assert "On stockpiles" in each.get("/follow-ups/").text
    assert [jane.get(path).status_code for path in ("/follow-ups/", f"/follow-ups/{kept.id}")] == [403, 403]
    assert jane.post(f"/follow-ups/{kept.id}/done").status_code == 403


def test_another_members_request_is_not_shown(
    jane: FlaskClient, ali_id: int, sign_in: Callable[..., FlaskClient]
) -> None:
    sign_in("member", member_id=ali_id).post("/ask", data={"need": "speaker", "text": "For Nepal alone"})
    assert "For Nepal alone" not in jane.get("/ask").text


@pytest.mark.parametrize(
    "query",
    [
        "whose=%00&due=x&kind=x&state=x&person=x&country=%00%00",
        "whose=99999999999999999999",
        "sort=x&page=x",
        "format=csv",
    ],
)
def test_no_address_breaks_the_list(staff: FlaskClient, promise: Callable[..., int], query: str) -> None:
    promise()
    assert staff.get(f"/follow-ups/?{query}").status_code == 200


def test_what_is_typed_is_shown_as_text(staff: FlaskClient, promise: Callable[..., int]) -> None:
    number = promise(ATTACK)
    for address in ("/follow-ups/", f"/follow-ups/{number}"):
        assert "<img" not in staff.get(address).text


def test_the_list_asks_the_database_as_often_whatever_the_rows(
    app: Flask, staff: FlaskClient, promise: Callable[..., int]
) -> None:
    with app.app_context():
        engine = db.engine

    def asked() -> int:
        with counted(engine) as statements:
            staff.get("/follow-ups/")
        return len([one for one in statements if one.startswith("SELECT")])

    promise()
    before = asked()
    for number in range(60):
        promise(f"Thing {number}")
    assert asked() == before <= 6
