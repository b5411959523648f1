"""The list of countries, and the page of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.actions.models import ActionKind, Outcome, OutcomeKind, ParliamentaryAction, Visibility
from crm.countries.models import Meeting
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpKind
from crm.members.models import Interaction, InteractionKind, Member, Stage
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.models import Milestone
from crm.partial_date import PartialDate
from crm.treaties.models import Position
from tests.conftest import NOW
from tests.support.statements import counted

SignIn = Callable[..., FlaskClient]
Put = Callable[..., None]
LIGHT = 100_000


def text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def people(stage: Stage, *names: str, country: str = "KE", shielded: bool = False) -> list[Member]:
    return [
        Member(name=name, sort_name=name, stage=stage, country_iso2=country, created_at=NOW, shielded=shielded)
        for name in names
    ]


def names_listed(page: str) -> list[str]:
    return [part.split(">", 1)[1].split("</a>")[0] for part in page.split('<td><a href="/countries/')[1:]]


@pytest.mark.parametrize("role", ["coordinator", "staff", "member"])
def test_everyone_signed_in_sees_all_countries(sign_in: SignIn, role: str) -> None:
    page = text(sign_in(role), "/countries/")
    assert len(names_listed(page)) == 197
    assert "Facts known until 8 September 2025." in page


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    for address in ("/countries/", "/countries/KE"):
        assert client.get(address).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=TURKIYE", ["Türkiye"]),
        ("q=côte", ["Côte d&#39;Ivoire"]),
        ("status=withdrawn", ["Lithuania"]),
        ("status=signatory&region=Caribbean&sort=-name", ["Jamaica", "Haiti"]),
    ],
)
def test_countries_are_found_whatever_their_accents_and_filtered(sign_in: SignIn, query: str, names: list[str]) -> None:
    listed = names_listed(text(sign_in("staff"), f"/countries/?{query}"))
    assert listed == names


def test_friends_are_counted_and_countries_without_one_found(put: Put, sign_in: SignIn) -> None:
    put(*people(Stage.FRIEND, "Ann", "Ben"))
    put(*people(Stage.PROSPECT, "Cay", country="UG"))
    browser = sign_in("staff")
    assert '<a href="/members/?country=KE">2</a>' in text(browser, "/countries/?q=kenya")
    without = names_listed(text(browser, "/countries/?friends=none&region=Eastern+Africa"))
    assert "Uganda" in without
    assert "Kenya" not in without


def test_the_list_is_had_as_a_file(sign_in: SignIn) -> None:
    with sign_in("staff").get("/countries/?format=csv&status=signatory") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 12
    assert {row["known_until"] for row in rows} == {"2025-09-08"}


def test_a_country_says_where_it_stands_since_when_by_which_source_and_what_to_ask(sign_in: SignIn) -> None:
    page = text(sign_in("member"), "/countries/KE")
    assert "<h1>Kenya</h1>" in page
    assert "As known on 8 September 2025: Kenya signed on 3 December 2008 and has not ratified." in page
    assert "Source: UN Treaty Collection, MTDSG XXVI-6" in page
    assert "When will the Government complete ratification, and what does it still need from Parliament?" in page
    assert "Mine Ban Convention" in page
    assert "Kenya is a State Party: it ratified on 23 January 2001." in page


@pytest.mark.parametrize("iso2", ["LT", "VU", "US", "PS", "AF", "PL", "UA"])
def test_countries_of_every_kind_have_a_page(sign_in: SignIn, iso2: str) -> None:
    assert len(text(sign_in("staff"), f"/countries/{iso2}")) < LIGHT


def test_a_code_in_small_letters_leads_to_the_page(sign_in: SignIn) -> None:
    assert sign_in("staff").get("/countries/ke").location == "/countries/KE"
    assert sign_in("staff").get("/countries/XX").status_code == 404


def test_where_we_have_no_friend_the_page_says_whom_to_invite(put: Put, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert "nobody there is on record" in text(browser, "/countries/KE")
    put(*people(Stage.PROSPECT, "Cay"))
    page = text(browser, "/countries/KE")
    assert "1 person we know there: whom to invite?" in page
    assert "/members/?country=KE&amp;stage=any" in page


def test_friends_are_named_to_those_who_may_see_people(put: Put, sign_in: SignIn) -> None:
    put(*people(Stage.FRIEND, "Ann Achieng"))
    put(*people(Stage.FRIEND, "Hidden Person", shielded=True))
    assert "Hidden Person" in text(sign_in("coordinator"), "/countries/KE")
    staff = text(sign_in("staff"), "/countries/KE")
    assert "Ann Achieng" in staff
    assert "Hidden Person" not in staff
    member = text(sign_in("member"), "/countries/KE")
    assert "Ann Achieng" not in member
    assert "Our friends there" not in member


def test_an_election_that_was_expected_is_a_question(sign_in: SignIn) -> None:
    with time_machine.travel(datetime(2027, 9, 1, 9, 0, tzinfo=UTC), tick=False):
        page = text(sign_in("staff"), "/countries/KE")
    assert "An election was expected: August 2027. Was it held, or postponed?" in page
    assert "No date ahead is known." in page


def test_the_next_date_is_a_meeting_or_an_election(put: Put, sign_in: SignIn) -> None:
    put(
        Meeting(
            treaty_key="ccm",
            kind="msp",
            name="A meeting to come",
            starts=PartialDate("2027-05"),
            ends=PartialDate("2027-05"),
            starts_on=date(2027, 5, 1),
            ends_on=date(2027, 5, 31),
            verified="partly",
        ),
        Meeting(
            treaty_key="ccm",
            kind="msp",
            name="A rumour",
            starts=PartialDate("2027-04"),
            ends=PartialDate("2027-04"),
            starts_on=date(2027, 4, 1),
            ends_on=date(2027, 4, 30),
            verified="no",
        ),
    )
    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False):
        page = text(sign_in("staff"), "/countries/KE")
    assert page.index("May 2027") < page.index("August 2027")
    assert "A rumour" not in page


def test_an_old_position_is_said_to_be_of_its_time_and_a_confirmed_one_is_told(
    app: Flask, put: Put, sign_in: SignIn
) -> None:
    browser = sign_in("staff")
    assert "in 2018–2019, according to Cluster Munition Coalition" in text(browser, "/countries/ZW")
    with app.app_context():
        found = db.session.scalars(
            sa.select(Position.id).where(Position.iso2 == "ZW", Position.topic == "stockpiles")
        ).one()
    put(Position(id=found, confirmed_on=datetime.now(UTC).date(), confirmed_source="Answer to a question"))
    page = text(browser, "/countries/ZW")
    assert "Answer to a question" in page
    assert "to be confirmed" not in page
    assert "ban export and production" in page


def test_status_ask_friends_and_the_next_date_come_first(put: Put, sign_in: SignIn) -> None:
    put(*people(Stage.FRIEND, "Ann Achieng"))
    page = text(sign_in("staff"), "/countries/KE")
    said = ["has not ratified", "What to ask: ratify", "Ann Achieng", "Next date", 'id="steps-at-home"', "Over time:"]
    assert sorted(said, key=page.index) == said


def test_a_country_is_seen_as_it_stood_on_another_day(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = text(browser, "/countries/LT?on=2025-03-05")
    assert "Lithuania is a State Party: it ratified on 24 March 2011." in page
    assert "Status, ask and duties as on 5 March 2025; the rest as today." in page
    assert "State Party 24 March 2011 – 5 March 2025; Signatory 3 December 2008 – 23 March 2011" in page
    assert 'value="2025-03-05"' in page
    assert "withdrew" in text(browser, "/countries/LT")
    assert browser.get("/countries/LT?on=soon").status_code == 400
    assert "38 countries" in text(browser, "/countries/?on=2010-08-01&status=state_party")
    with browser.get("/countries/?on=2010-08-01&status=state_party&format=csv") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert {row["on"] for row in rows} == {"2010-08-01"}


def asked_and_answered(visibility: Visibility = Visibility.NETWORK) -> list[object]:
    """Six questions in Kenya, the oldest with its answer; a vote ahead, and an answer that is due."""
    done = [
        ParliamentaryAction(
            id=number,
            kind=ActionKind.QUESTION,
            title=f"Question {number}",
            on=PartialDate(f"202{number}-02"),
            country_iso2="KE",
            visibility=visibility,
            logged_at=NOW,
        )
        for number in range(1, 7)
    ]
    said = Outcome(action_id=1, kind=OutcomeKind.COMMITMENT, on=PartialDate("2021-03"), text="Soon.", noted_at=NOW)
    vote = Milestone(
        treaty_key="ccm",
        iso2="KE",
        kind=MilestoneKind.CHAMBER_VOTE,
        state=MilestoneState.EXPECTED,
        on=PartialDate("2027-02"),
        source="The order paper",
        entered_at=NOW,
        moved_at=NOW,
    )
    due = FollowUp(
        kind=FollowUpKind.ANSWER_DUE,
        text="Question 6",
        due_on=date(2027, 1, 4),
        country_iso2="KE",
        action_id=6,
        opened_at=NOW,
    )
    return [*done, said, vote, due]


def test_what_was_done_and_answered_stands_there_and_a_vote_and_an_answer_ahead_are_dates(
    put: Put, sign_in: SignIn
) -> None:
    for each in asked_and_answered():
        put(each)
    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False):
        staff, member = text(sign_in("staff"), "/countries/KE"), text(sign_in("member"), "/countries/KE")
    for page in (staff, member):
        assert "Question 6</a>" in page
        assert "The Government committed itself, March 2021: Soon." in page
    dates = ["4 January 2027", "an answer is due: Question 6", "February 2027", "Vote of a chamber", "August 2027"]
    ahead = staff[staff.index("Next date") :]
    assert sorted(dates, key=ahead.index) == dates
    assert "an answer is due" not in member


def test_what_is_private_to_somebody_stands_on_no_other_page(put: Put, sign_in: SignIn) -> None:
    for each in asked_and_answered(Visibility.PRIVATE):
        put(each)
    assert "Question 6" in text(sign_in("staff"), "/countries/KE")
    member = text(sign_in("member"), "/countries/KE")
    assert "Question 6" not in member
    assert "Soon." not in member


def test_neighbours_stand_there_with_their_status(sign_in: SignIn) -> None:
    page = text(sign_in("member"), "/countries/KE")
    for words in ('"/countries/UG">Uganda</a>: Signatory', '"/countries/SO">Somalia</a>: State Party'):
        assert words in page


def test_the_pages_ask_the_same_number_of_statements_whatever_there_is(app: Flask, put: Put, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    with app.app_context():
        engine = db.engine
    asked: dict[str, list[int]] = {"/countries/": [], "/countries/KE": [], "/countries/SO": []}
    for turn in range(2):
        for address, numbers in asked.items():
            browser.get(address)
            with counted(engine) as sent:
                assert len(browser.get(address).data) < LIGHT
            numbers.append(len(sent))
        put(*people(Stage.FRIEND, *(f"Friend {number}" for number in range(30))))
        for each in asked_and_answered() if not turn else []:
            put(each)
    assert all(len(set(numbers)) == 1 for numbers in asked.values())
    assert asked.pop("/countries/")[0] <= 6
    assert all(numbers[0] <= 16 for numbers in asked.values())


def test_our_last_letters_calls_and_meetings_there_stand_on_the_page_for_those_who_see_people(
    put: Put, sign_in: SignIn
) -> None:
    [friend] = people(Stage.FRIEND, "Ann Achieng")
    friend.id = 7000
    said = ((1, InteractionKind.CALL), (2, InteractionKind.LETTER))
    spoken = (
        Interaction(member_id=friend.id, kind=kind, on=date(2026, 2, day), text="On ratification.", noted_at=NOW)
        for day, kind in said
    )
    put(friend, *spoken)
    page = text(sign_in("staff"), "/countries/KE")
    assert "2 February 2026: letter, " in page
    assert page.index("2 February 2026: letter") < page.index("1 February 2026: call")
    assert "On ratification." not in text(sign_in("member"), "/countries/KE")
