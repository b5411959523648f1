"""Keeping chambers: corrected, merged, of several States, an election called."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.actions.models import ActionChamber, ActionKind, ParliamentaryAction
from crm.audit.models import ChangeSet
from crm.countries.models import Chamber, ChamberName, ChamberOrigin
from crm.followups.models import FollowUp, FollowUpKind
from crm.members.models import Mandate, Stage
from tests.support.scene import person
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHAMBER = {"name": "Pan-African Parliament", "source": "https://parliament.example"}


def chamber_of(app: Flask, iso2: str, name: str) -> Chamber:
    [found] = stored(app, sa.select(Chamber).where(Chamber.country_iso2 == iso2, Chamber.name.like(f"{name}%")))
    return found  # type: ignore[no-any-return]


def imported(app: Flask) -> int:
    """A chamber that an import made, with a mandate and two actions in it; gives its number."""
    with writing(app) as session:
        kept = session.scalars(sa.select(Chamber).where(Chamber.country_iso2 == "KE", Chamber.name == "Senate")).one()
        chamber = Chamber(country_iso2="KE", name="Upper House", origin=ChamberOrigin.IMPORT)
        friend = person(session, "Ada Example", "KE", Stage.FRIEND)
        session.add(chamber)
        session.flush()
        session.add(Mandate(member_id=friend.id, chamber_id=chamber.id))
        for number in range(2):
            action = ParliamentaryAction(kind=ActionKind.MOTION, title=f"Motion {number}", logged_at=AT)
            session.add(action)
            session.flush()
            session.add(ActionChamber(action_id=action.id, chamber_id=chamber.id))
            if number:
                session.add(ActionChamber(action_id=action.id, chamber_id=kept.id))
        made = chamber.id
    assert made
    return made


def test_chambers_made_by_imports_are_listed_to_be_merged(app: Flask, sign_in: SignIn) -> None:
    imported(app)
    page = sign_in("staff").get("/chambers/?origin=import").text
    assert "Upper House" in page
    assert "1 chamber" in page
    assert "Senate" not in page


def test_a_merged_chamber_gives_its_seats_and_actions_to_the_one_that_stays(app: Flask, sign_in: SignIn) -> None:
    gone, stays = imported(app), chamber_of(app, "KE", "Senate").id
    assert sign_in("staff").post(f"/chambers/{gone}/merge", data={"into": str(stays)}).status_code == 302
    assert stored(app, sa.select(Mandate.chamber_id)) == [stays]
    assert stored(app, sa.select(ActionChamber.chamber_id)) == [stays, stays]
    assert stored(app, sa.select(Chamber.id).where(Chamber.id == gone)) == []
    assert stored(app, sa.select(ChamberName.name)) == ["Upper House"]


def test_a_merge_can_be_undone_whole(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    gone, stays = imported(app), chamber_of(app, "KE", "Senate").id
    browser.post(f"/chambers/{gone}/merge", data={"into": str(stays)})
    [act] = stored(app, sa.select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1))
    assert browser.post(f"/audit/{act}/undo").status_code == 302
    assert stored(app, sa.select(Mandate.chamber_id)) == [gone]
    assert sorted(stored(app, sa.select(ActionChamber.chamber_id))) == sorted([gone, gone, stays])
    assert stored(app, sa.select(ChamberName.name)) == []


def test_the_next_import_finds_the_chamber_that_stayed(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    file = b"name,country,chamber\nAda Example,Kenya,Upper House\n"

    def bring() -> None:
        answer = browser.post("/members/import", data={"file": (io.BytesIO(file), "p.csv")})
        browser.post(answer.location)

    bring()
    gone = chamber_of(app, "KE", "Upper House").id
    stays = chamber_of(app, "KE", "Senate").id
    browser.post(f"/chambers/{gone}/merge", data={"into": str(stays)})
    bring()
    assert stored(app, sa.select(Chamber.id).where(Chamber.name == "Upper House")) == []
    assert set(stored(app, sa.select(Mandate.chamber_id))) == {stays}


def test_a_chamber_is_not_merged_into_itself_or_nothing(app: Flask, sign_in: SignIn) -> None:
    browser, number = sign_in("staff"), chamber_of(app, "KE", "Senate").id
    for wrong in ("", str(number), "999999", "x"):
        answer = browser.post(f"/chambers/{number}/merge", data={"into": wrong})
        assert answer.status_code == 422
        assert "Choose the chamber that stays." in answer.text


def test_a_chamber_of_several_states_stands_on_the_page_of_each(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    wrong = browser.post("/chambers/new", data=CHAMBER | {"shared": "Kenya\nAtlantis"})
    assert wrong.status_code == 422
    assert "These lines name no State: Atlantis." in wrong.text
    assert browser.post("/chambers/new", data=CHAMBER | {"shared": "Kenya\nTogo"}).status_code == 302
    for iso2, there in (("KE", True), ("TG", True), ("PE", False)):
        assert ("Pan-African Parliament" in browser.get(f"/countries/{iso2}").text) is there


def test_a_chamber_is_corrected(app: Flask, sign_in: SignIn) -> None:
    browser, number = sign_in("staff"), chamber_of(app, "KE", "Senate").id
    typed = {"name": "Senate", "country": "KE", "seats": "47", "next_election_expected": "August 2027", "source": "x"}
    assert browser.post(f"/chambers/{number}", data=typed).status_code == 302
    [kept] = stored(app, sa.select(Chamber).where(Chamber.id == number))
    assert (kept.seats, kept.next_election_expected) == (47, "2027-08")


def test_a_called_election_is_a_fact_with_a_source_and_puts_the_mandates_on_the_today_list(
    app: Flask, sign_in: SignIn
) -> None:
    browser, number = sign_in("staff"), chamber_of(app, "KE", "Senate").id
    typed = {"on": "10 August 2027", "source": "https://election.example"}
    page = browser.post(f"/chambers/{number}/election", data=typed, follow_redirects=True).text
    assert "An election was called for 10 August 2027." in page
    [promised] = stored(app, sa.select(FollowUp).where(FollowUp.kind == FollowUpKind.MANDATE))
    assert (promised.due_on, promised.country_iso2) == (date(2027, 8, 10), "KE")


def test_a_called_election_is_told_as_called_until_its_day_is_corrected(app: Flask, sign_in: SignIn) -> None:
    browser, number = sign_in("staff"), chamber_of(app, "KE", "Senate").id
    browser.post(f"/chambers/{number}/election", data={"on": "10 August 2027", "source": "the commission"})
    page = browser.get("/countries/KE").text
    assert "An election is called for 10 August 2027 (the commission)." in page
    assert "election called, Senate" in page
    typed = {"name": "Senate", "country": "KE", "source": "x", "next_election_expected": "10 August 2027"}
    browser.post(f"/chambers/{number}", data=typed)
    assert "(the commission)" in browser.get("/countries/KE").text
    browser.post(f"/chambers/{number}", data=typed | {"next_election_expected": "September 2027"})
    page = browser.get("/countries/KE").text
    assert "the commission" not in page
    assert "Next election expected: September 2027." in page


def test_members_do_not_keep_chambers(sign_in: SignIn) -> None:
    assert sign_in("member").get("/chambers/").status_code == 403
