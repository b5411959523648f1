"""The pages of steps at home: the forms, the board, the timeline, the alarm, and who sees what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.queries import get_settings
from crm.actions.models import ActionKind, ActionState, ParliamentaryAction, Visibility
from crm.audit.services import Doing, begin
from crm.countries.models import Country
from crm.extensions import db
from crm.followups.models import FollowUp
from crm.members.models import Interaction, Member, Stage
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.models import Milestone, MilestoneAction
from crm.partial_date import PartialDate
from tests.conftest import NOW
from tests.support.statements import counted

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


@pytest.fixture
def asked(put: Put) -> None:
    """An action in Kenya that the network sees."""
    put(
        ParliamentaryAction(
            id=1,
            kind=ActionKind.QUESTION,
            title="Asked for the bill",
            on=PartialDate("2026-01"),
            country_iso2="KE",
            visibility=Visibility.NETWORK,
            state=ActionState.DONE,
            logged_at=NOW,
        )
    )


def test_a_step_is_added_on_the_country_s_page_moved_and_undone(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    assert 'name="kind"' in text(browser, "/countries/KE")
    address = add(browser, "KE", **BILL)
    shown = text(browser, address)
    assert "Bill tabled" in shown
    assert "10 February 2026" in text(browser, "/countries/KE")
    answer = browser.post(
        f"{address}/move", data={"state": "dropped", "on": "2026-03-01", "source": "https://gazette.example/4"}
    )
    assert answer.status_code == 302
    assert "over on 1 March 2026" in text(browser, address)
    with app.app_context():
        held = db.session.scalars(sa.select(Milestone)).one()
        assert (held.on, held.ended_on, held.source) == ("2026-02-10", "2026-03-01", "https://gazette.example/4")
    assert browser.post(f"{address}/take-away").status_code == 302
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"on": ""}, "Say when"),
        ({"on": "2026-03-03"}, "This day is to come"),
        ({"source": ""}, "Say by which source"),
        ({"ended_on": "2026-01", "state": "rejected"}, "before it began"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_screen(sign_in: SignIn, change: dict[str, str], words: str) -> None:
    answer = sign_in("staff").post("/milestones/new/KE", data={**BILL, "note": "Typed with care", **change})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert "Typed with care" in answer.get_data(as_text=True)


def test_a_step_is_corrected_with_all_its_fields(sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    address = add(browser, "KE", **BILL, blocker="The budget", note="From a call")
    form = text(browser, f"{address}/edit")
    assert "The budget" in form
    assert 'value="2026-02-10"' in form
    browser.post(f"{address}/edit", data={**BILL, "on": "2026-01", "blocker": "The election"})
    assert "The election" in text(browser, address)
    assert "January 2026" in text(browser, address)


def test_members_see_steps_but_neither_what_holds_them_up_nor_a_form(sign_in: SignIn) -> None:
    address = add(sign_in("coordinator"), "KE", **BILL, blocker="The budget", note="From a call")
    member = sign_in("member")
    for page in (address, "/countries/KE", "/milestones/", "/milestones/of/KE"):
        shown = text(member, page)
        assert "Bill tabled" in shown
        assert "The budget" not in shown
        assert "From a call" not in shown
        assert 'name="source"' not in shown
    assert member.post("/milestones/new/KE", data=BILL).status_code == 403


@pytest.mark.usefixtures("asked")
def test_visitors_read_steps_where_the_facts_are_open_and_nothing_of_what_friends_did(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    browser = sign_in("coordinator")
    address = add(browser, "KE", **BILL, blocker="The budget")
    hidden = add(browser, "KE", **LEAVING, embargo_until="2026-03-10")
    browser.post(f"{address}/actions", data={"action": "1", "tie": "preceded"})
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=NOW, source="test"))
        session.merge(get_settings(session)).public_pages = True
        session.commit()
    for page in ("/milestones/", "/milestones/of/KE", "/countries/KE", address):
        shown = text(client, page)
        assert "Bill tabled" in shown, page
        for words in ("Asked for the bill", "The budget", "ill to withdraw", 'name="source"'):
            assert words not in shown, f"{page}: {words}"
    assert client.get(hidden).status_code == 404


def test_a_step_under_embargo_is_seen_by_those_who_keep_the_facts_alone(sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    address = add(browser, "NO", **LEAVING, embargo_until="2026-03-10")
    pages = ("/countries/NO", "/milestones/", "/milestones/of/NO")
    member = sign_in("member")
    for page in pages:
        assert "ill to withdraw tabled" in text(browser, page)
        assert "embargo" in text(browser, page).lower() or "say nothing before" in text(browser, page)
        assert "ill to withdraw tabled" not in text(member, page)
    assert "ill to withdraw tabled" not in text(member, "/milestones/?format=csv")
    assert member.get(address).status_code == 404
    assert "reject the bill" not in text(member, "/countries/NO").lower()
    with time_machine.travel("2026-03-10T12:00:00Z", tick=False):
        assert "ill to withdraw tabled" in text(member, "/countries/NO")
        assert "reject the bill" in text(member, "/countries/NO").lower()


@pytest.mark.usefixtures("asked")
def test_nothing_led_to_a_step_without_evidence_and_no_page_says_caused(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    address = add(browser, "KE", **BILL)
    refused = browser.post(f"{address}/actions", data={"action": "1", "tie": "led_to", "evidence": ""})
    assert refused.status_code == 422
    assert "needs evidence" in refused.get_data(as_text=True)
    told = {"action": "1", "tie": "led_to", "evidence": "https://gazette.example/minutes"}
    assert browser.post(f"{address}/actions", data=told).status_code == 302
    for page in (address, "/actions/1"):
        shown = text(browser, page)
        assert "contributed to it" in shown
        assert "caused" not in shown
    assert "contributed to it" in text(sign_in("member"), "/actions/1")
    again = browser.post(f"{address}/actions", data=told)
    assert again.status_code == 422
    browser.post(f"{address}/actions/1/take-away")
    with app.app_context():
        assert db.session.scalars(sa.select(MilestoneAction)).all() == []


@pytest.mark.usefixtures("asked")
def test_an_action_is_tied_to_a_step_from_its_own_page(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert "No step at home is known" in text(browser, "/milestones/for-action/1")
    add(browser, "KE", **BILL)
    assert "/milestones/for-action/1" in text(browser, "/actions/1")
    refused = browser.post("/milestones/for-action/1", data={"milestone": "1", "tie": "led_to", "evidence": ""})
    assert refused.status_code == 422
    kept = browser.post("/milestones/for-action/1", data={"milestone": "1", "tie": "cited_in", "evidence": ""})
    assert kept.status_code == 302
    assert "is cited in it" in text(browser, "/actions/1")
    assert browser.get("/milestones/for-action/9").status_code == 404


def test_a_private_action_tied_to_a_step_is_seen_by_those_who_may(put: Put, sign_in: SignIn) -> None:
    put(
        ParliamentaryAction(
            id=1,
            kind=ActionKind.LETTER,
            title="A secret letter",
            country_iso2="KE",
            on=PartialDate("2026"),
            logged_at=NOW,
        )
    )
    browser = sign_in("coordinator")
    address = add(browser, "KE", **BILL)
    browser.post(f"{address}/actions", data={"action": "1", "tie": "preceded"})
    for page in (address, "/milestones/of/KE"):
        assert "A secret letter" in text(browser, page)
        assert "A secret letter" not in text(sign_in("member"), page)


def test_the_board_asks_by_the_address(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    number = owner(app)
    add(browser, "KE", **{**BILL, "on": "2025-02"})
    add(browser, "KE", kind="committee", state="expected", source="test", owner=number, blocker="The budget")
    add(browser, "NO", **LEAVING)
    for query, there, gone in (
        ("", "KE NO", ""),
        ("?region=Africa", "KE", "NO"),
        ("?stalled=12", "KE", "NO"),
        ("?way=away", "NO", "KE"),
        (f"?owner={number}", "KE", "NO"),
        ("?stalled=x&way=sideways&owner=-1", "KE NO", ""),
        ("?treaty=apmbc", "", "KE NO"),
    ):
        shown = text(browser, f"/milestones/{query}")
        assert [iso2 for iso2 in there.split() if f"/milestones/of/{iso2}" not in shown] == [], query
        assert [iso2 for iso2 in gone.split() if f"/milestones/of/{iso2}" in shown] == [], query
    rows = list(csv.DictReader(io.StringIO(text(browser, "/milestones/?format=csv&way=towards").lstrip("\ufeff"))))
    assert [(row["Code"], row["Furthest step"], row["Next step"], row["What holds it up"]) for row in rows] == [
        ("KE", "Bill tabled", "In committee", "The budget")
    ]
    assert browser.get("/milestones/?format=xlsx").status_code == 200


@pytest.mark.parametrize("page", ["/milestones/", "/milestones/of/KE", "/countries/KE"])
def test_more_steps_ask_no_more_statements(app: Flask, sign_in: SignIn, page: str) -> None:
    browser = sign_in("coordinator")
    numbers = []
    for _round in range(2):
        for iso2 in ("KE", "NO", "KE"):
            add(browser, iso2, **BILL)
        browser.get(page)
        with app.app_context():
            engine = db.engine
        with counted(engine) as sent:
            text(browser, page)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 16


@pytest.mark.usefixtures("asked")
def test_the_timeline_shows_each_kind_on_the_line_and_in_the_list(put: Put, sign_in: SignIn) -> None:
    put(
        Member(id=7, name="Jane Oakmarsh", sort_name="Oakmarsh", stage=Stage.FRIEND, country_iso2="KE", created_at=NOW),
        Interaction(member_id=7, on=date(2026, 2, 2), text="Private words", noted_at=NOW),
    )
    browser = sign_in("coordinator")
    add(browser, "KE", **BILL)
    add(browser, "KE", kind="chamber_vote", state="expected", on="2026", source="test")
    shown = text(browser, "/milestones/of/KE")
    assert shown.count("<li>") >= 5
    for words in (
        "Signature",
        "Bill tabled: done",
        "Asked for the bill",
        "Jane Oakmarsh",
        "<title",
        "<desc",
        "Vote of a chamber",
    ):
        assert words in shown, words
    assert "Private words" not in shown
    member = text(sign_in("member"), "/milestones/of/KE")
    assert "Jane Oakmarsh" not in member
    assert "Asked for the bill" in member


def test_a_treaty_action_under_embargo_stands_on_the_timeline_of_those_who_keep_the_facts_alone(
    sign_in: SignIn,
) -> None:
    browser = sign_in("coordinator")
    act = {"country": "KE", "kind": "ratification", "on": "2026-02-10", "source": "told to us"}
    assert browser.post("/treaties/ccm/actions/new", data=act | {"embargo_until": "2099-01-01"}).status_code == 302
    shown = text(browser, "/milestones/of/KE")
    assert "Ratification" in shown
    assert "under embargo" in shown
    assert "Ratification" not in text(sign_in("member"), "/milestones/of/KE")


def test_a_board_of_every_state_is_light_and_asks_few_statements(app: Flask, put: Put, sign_in: SignIn) -> None:
    with app.app_context():
        codes = list(db.session.scalars(sa.select(Country.iso2)))
    kinds = [kind for kind in MilestoneKind if kind.value != "instrument_deposited"]
    put(
        *(
            Milestone(
                treaty_key="ccm",
                iso2=iso2,
                kind=kinds[(number + offset) % len(kinds)],
                state=MilestoneState.DONE,
                on=PartialDate("2025-03"),
                source="test",
                entered_at=NOW,
                moved_at=NOW,
            )
            for number, iso2 in enumerate(codes)
            for offset in (0, 5)
        )
    )
    browser = sign_in("coordinator")
    with app.app_context():
        engine = db.engine
    with counted(engine) as sent:
        page = text(browser, "/milestones/")
    assert "197 countries" in page
    assert len(page.encode()) < 100_000
    assert len(sent) <= 6
