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

from crm.countries.models import Meeting
from crm.extensions import db
from crm.members.models import Member, Stage
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
        )
    )
    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False):
        page = text(sign_in("staff"), "/countries/KE")
    assert page.index("May 2027") < page.index("August 2027")


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


def test_the_pages_ask_the_same_number_of_statements_whatever_there_is(app: Flask, put: Put, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    with app.app_context():
        engine = db.engine
    asked: dict[str, list[int]] = {"/countries/": [], "/countries/KE": []}
    for _before_and_after in range(2):
        for address, numbers in asked.items():
            browser.get(address)
            with counted(engine) as sent:
                assert len(browser.get(address).data) < LIGHT
            numbers.append(len(sent))
        put(*people(Stage.FRIEND, *(f"Friend {number}" for number in range(30))))
    assert len(set(asked["/countries/"])) == 1
    assert len(set(asked["/countries/KE"])) == 1
    assert asked["/countries/"][0] <= 6
    assert asked["/countries/KE"][0] <= 16
