"""What comes back of letters: by the link, by post, and the report of a batch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.rights import OPERATOR
from crm.audit.models import Change, ChangeSet
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.intake.models import Incoming, IncomingContent, IncomingKind
from crm.joining.models import JoinRequest, JoinState
from crm.letters.kinds import AnswerHow, AnswerKind
from crm.letters.models import Letter, LetterAnswer
from crm.mail.models import Address, AddressState
from crm.members.models import Interaction, InteractionKind, Member, Stage
from crm.members.services.erasing import erase
from tests.support.letters import sent_letters
from tests.support.posting import open_post
from tests.support.statements import counted
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
ADA, AMADOU = 1, 2


@pytest.fixture(autouse=True)
def clock() -> Any:
    """A time that goes on only when a test says so."""
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def links(app: Flask, now: datetime) -> dict[int, str]:
    """The personal links of two letters that were mailed, by person."""
    with writing(app) as session:
        post = open_post(session, now, facts=False)
        post.person("Ada Example")
        post.person("Amadou Example", "BF", language="fr")
        letters = sent_letters(post, post.batch())
        session.add_all(
            FollowUp(
                text="No answer?", due_on=date(2026, 7, 1), member_id=one.member_id, subject=f"letters:{one.id}",
                opened_at=now,
            )
            for one in letters
        )  # fmt: skip
        return {one.member_id: f"/join/{one.token}" for one in letters}


def answers(app: Flask) -> list[AnswerKind]:
    return list(stored(app, sa.select(LetterAnswer.kind).order_by(LetterAnswer.letter_id)))


def waiting(app: Flask, member_id: int = ADA) -> list[FollowUp]:
    open_ones = sa.select(FollowUp).where(FollowUp.state == FollowUpState.OPEN, FollowUp.member_id == member_id)
    return list(stored(app, open_ones))


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the form to join."""
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page) for name in ("opened", "letter")}
    return {name: match[1] for name, match in found.items() if match is not None}


def join(browser: FlaskClient, link: str, clock: Any, email: str) -> Any:
    token = link.removeprefix("/join/")
    hidden = form_of(browser.get(f"/join?letter={token}").text)
    assert hidden["letter"] == token
    clock.shift(10)
    said = {"name": "Ada Example", "country": "KE", "parliament": "Senate", "language": "en", "agreed": "y"}
    return browser.post("/join", data={**said, **hidden, "email": email})


def test_the_page_speaks_the_letters_language_and_names_nobody(
    app: Flask, client: FlaskClient, links: dict[int, str]
) -> None:
    page = client.get(links[AMADOU]).text
    assert '<html lang="fr"' in page
    assert "p•••@p•••.example" in page
    assert "Amadou" not in page
    assert "person2@" not in page
    for method in (client.head, client.get):
        assert method(links[ADA]).status_code == 200
    assert answers(app) == []


def test_the_link_of_a_letter_only_looked_at_leads_to_where_everybody_can_join(client: FlaskClient) -> None:
    answer = client.get("/join/preview")
    assert (answer.status_code, answer.location) == (302, "/join")
    assert client.post("/join/preview", data={"do": "never"}).status_code == 404


def test_an_unknown_link_or_answer_does_nothing(app: Flask, client: FlaskClient, links: dict[int, str]) -> None:
    assert client.get("/join/2345").status_code == 404
    assert client.post("/join/2345", data={"do": "never"}).status_code == 404
    assert client.post(links[ADA], data={"do": "joined"}).status_code == 400
    assert client.post(links[ADA]).status_code == 400
    assert answers(app) == []


def test_not_now_ends_the_waiting_and_comes_back_in_six_months(
    app: Flask, client: FlaskClient, links: dict[int, str]
) -> None:
    for _time in range(2):
        assert "in six months" in client.post(links[ADA], data={"do": "not_now"}).text
    assert answers(app) == [AnswerKind.NOT_NOW]
    [again] = waiting(app)
    assert again.due_on == date(2026, 11, 30)
    assert len(stored(app, sa.select(ChangeSet).where(ChangeSet.act == "joining.answered"))) == 1
    [note] = stored(app, sa.select(Interaction.text).where(Interaction.member_id == ADA))
    assert note.startswith("Not now, in answer to the letter PF-")


def test_never_stops_letters_and_mail_until_the_answer_is_changed(
    app: Flask, client: FlaskClient, links: dict[int, str]
) -> None:
    client.post(links[ADA], data={"do": "never"})
    assert stored(app, sa.select(Member.stage).where(Member.id == ADA)) == [Stage.LEFT]
    mine = sa.select(Address.state).where(Address.email == "person1@parliament.example")
    assert stored(app, mine) == [AddressState.ALL_MAIL_OFF]
    assert waiting(app) == []
    client.post(links[ADA], data={"do": "more"})
    assert answers(app) == [AnswerKind.NEVER]
    for _time in range(2):
        assert "It is as it was before." in client.post(links[ADA], data={"do": "undo"}).text
    assert answers(app) == []
    assert stored(app, sa.select(Member.stage).where(Member.id == ADA)) == [Stage.PROSPECT]
    assert stored(app, mine) == [AddressState.OK]
    assert [one.text for one in waiting(app)] == ["No answer?"]


def test_who_wants_to_know_more_waits_on_the_today_list(app: Flask, client: FlaskClient, links: dict[int, str]) -> None:
    client.post(links[ADA], data={"do": "more"})
    [follow_up] = waiting(app)
    assert (follow_up.kind, follow_up.due_on) == (FollowUpKind.REQUEST, date(2026, 6, 3))


def test_who_joins_from_the_address_that_got_the_letter_needs_no_second_mail(
    app: Flask, client: FlaskClient, sign_in: SignIn, links: dict[int, str], clock: Any
) -> None:
    page = client.get(f"/join?letter={links[ADA].removeprefix('/join/')}").text
    assert 'value="Ada Example"' in page
    answer = join(client, links[ADA], clock, "Person1@parliament.example")
    assert "Your address is confirmed." in client.get(answer.location).text
    [request] = stored(app, sa.select(JoinRequest))
    assert (request.state, request.member_id) == (JoinState.WAITING, ADA)
    assert answers(app) == [AnswerKind.ANSWERED]
    assert "Somebody reads your request" in client.get(links[ADA]).text
    assert sign_in("staff").post(f"/joining/{request.id}/accept", data={"person": str(ADA)}).status_code == 302
    assert answers(app) == [AnswerKind.JOINED]
    assert stored(app, sa.select(Member.stage).where(Member.id == ADA)) == [Stage.FRIEND]
    assert "You are a parliamentary friend." in client.get(links[ADA]).text


def test_who_joins_from_another_address_confirms_it_first(
    app: Flask, client: FlaskClient, links: dict[int, str], clock: Any
) -> None:
    assert join(client, links[ADA], clock, "office@parliament.example").location == "/join/asked"
    assert answers(app) == []
    [request] = stored(app, sa.select(JoinRequest))
    assert (request.state, request.member_id) == (JoinState.UNCONFIRMED, ADA)


def letter_of(app: Flask, member_id: int) -> Letter:
    [letter] = stored(app, sa.select(Letter).where(Letter.member_id == member_id))
    return letter  # type: ignore[no-any-return]  # as stored


@pytest.mark.usefixtures("links")
def test_a_letter_that_came_back_takes_the_address_off_its_person_until_undone(app: Flask, sign_in: SignIn) -> None:
    with writing(app) as session:
        letter = session.scalars(sa.select(Letter).where(Letter.member_id == ADA)).one()
        letter.by_post, letter.address_lines = True, ["Ada Example", "Parliament Buildings", "P.O. Box 41842", "KENYA"]
        page = f"/letters/{letter.id}"
    browser = sign_in("staff")
    assert "Something came back by post" in browser.get(page).text
    assert browser.post(f"{page}/answer", data={"kind": "lost"}).status_code == 400
    shown = browser.post(f"{page}/answer", data={"kind": "returned"}, follow_redirects=True).text
    assert "Came back unopened, by post" in " ".join(shown.split())
    address = sa.select(Member.postal_address).where(Member.id == ADA)
    assert stored(app, address) == [""]
    notes = stored(app, sa.select(Interaction.text).where(Interaction.member_id == ADA))
    assert "This postal address does not work: Parliament Buildings, P.O. Box 41842" in notes
    undo = re.search(r"/audit/\d+/undo", shown)
    assert undo is not None
    browser.post(undo[0])
    assert stored(app, address) == ["Parliament Buildings\nP.O. Box 41842"]
    assert answers(app) == []


def test_who_joins_by_post_is_a_friend(app: Flask, sign_in: SignIn, links: dict[int, str]) -> None:
    assert links
    sign_in("staff").post(f"/letters/{letter_of(app, ADA).id}/answer", data={"kind": "joined"})
    assert stored(app, sa.select(Member.stage).where(Member.id == ADA)) == [Stage.FRIEND]
    [asked] = waiting(app)
    assert "Record their consent, or ask." in asked.text
    assert f'href="/members/{ADA}"' in sign_in("staff").get("/follow-ups/").text


def test_a_letter_that_waits_for_an_answer_is_one_click_from_the_today_list_and_the_timeline(
    app: Flask, sign_in: SignIn, links: dict[int, str]
) -> None:
    assert links
    letter = letter_of(app, ADA)
    with writing(app) as session:
        note = Interaction(
            member_id=ADA, kind=InteractionKind.LETTER, on=date(2026, 5, 1), text="Invitation",
            noted_at=datetime(2026, 5, 1, tzinfo=UTC),
        )  # fmt: skip
        session.add(note)
        session.flush()
        session.get_one(Letter, letter.id).interaction_id = note.id
    staff = sign_in("staff")
    assert f'href="/letters/{letter.id}"' in staff.get("/follow-ups/?whose=all").text
    assert f'href="/letters/{letter.id}"' in staff.get("/milestones/of/KE").text


def test_each_number_of_a_report_leads_to_its_letters(
    app: Flask, client: FlaskClient, sign_in: SignIn, links: dict[int, str]
) -> None:
    client.post(links[ADA], data={"do": "not_now"})
    browser = sign_in("staff")
    browser.post(f"/letters/{letter_of(app, AMADOU).id}/answer", data={"kind": "returned"})
    batch = f"/letters/batches/{letter_of(app, ADA).batch_id}"
    page = browser.get(f"{batch}/report").text
    assert f'<a href="{batch}?answer=not_now&amp;country=KE">1</a>' in page
    assert f'<a href="{batch}?answer=any">1</a>' in page
    for address, there, missing in (
        ("?answer=not_now&country=KE", "Ada", "Amadou"),
        ("?answer=any", "Ada", "Amadou"),
        ("?answer=returned", "Amadou", "Ada Ex"),
        ("?country=BF", "Amadou", "Ada Ex"),
    ):
        listed = browser.get(f"{batch}{address}").text
        assert there in listed
        assert missing not in listed
    assert "Ada" in browser.get(f"{batch}?answer=lost").text
    file = browser.get(f"{batch}/report?format=csv").text.splitlines()
    assert file[0].removeprefix("\ufeff").startswith("By,Of,Sent,Any answer,Joined")
    assert file[1] == "In all,,2,1,0,0,1,0,1"
    assert "Country,Kenya,1,1,0,0,1,0,0" in file


def test_a_report_asks_the_database_a_constant_number_of_times(
    app: Flask, sign_in: SignIn, links: dict[int, str]
) -> None:
    assert links
    browser, page = sign_in("staff"), f"/letters/batches/{letter_of(app, ADA).batch_id}/report"
    with app.app_context():
        engine = db.engine
    browser.get(page)
    with counted(engine) as sent:
        assert browser.get(page).status_code == 200
    assert len(sent) <= 8, sent


@pytest.mark.usefixtures("links")
def test_a_mail_that_names_a_letter_is_suggested_for_its_person_and_answers_it(app: Flask, sign_in: SignIn) -> None:
    reference = letter_of(app, ADA).reference
    with writing(app) as session:
        came = Incoming(
            digest="0" * 64, kind=IncomingKind.UNRECOGNISED, received_at=datetime(2026, 6, 1, 8, tzinfo=UTC),
            source="file",
        )  # fmt: skip
        session.add(came)
        session.flush()
        said = f"We thank you for {reference.lower()}."
        session.add(
            IncomingContent(incoming_id=came.id, sender="office@parliament.example", subject="Re", text=said, raw=b"")
        )
        page = f"/mail/intake/{came.id}"
    browser = sign_in("staff")
    shown = browser.get(page).text
    assert f"the letter {reference}" in shown
    assert f"Ada Example (#{ADA})" in shown
    assert browser.post(f"{page}/note", data={"person": f"Ada Example (#{ADA})"}).status_code == 302
    [answer] = stored(app, sa.select(LetterAnswer))
    assert (answer.kind, answer.how) == (AnswerKind.ANSWERED, AnswerHow.MAIL)


def test_of_somebody_erased_no_answer_stays_also_none_that_was_taken_back(
    app: Flask, client: FlaskClient, links: dict[int, str]
) -> None:
    client.post(links[ADA], data={"do": "more"})
    client.post(links[AMADOU], data={"do": "not_now"})
    client.post(links[ADA], data={"do": "undo"})
    client.post(links[ADA], data={"do": "never"})
    of_ada = {"1", "3"}
    before = history(app)
    assert {key for key, said in before if "letter_id" in said} == of_ada | {"2"}
    with writing(app) as session:
        erase(session, OPERATOR, datetime.now(UTC), session.get_one(Member, ADA), "asked us to")
    assert answers(app) == [AnswerKind.NOT_NOW]
    after = history(app)
    assert {key for key, _said in after} == of_ada | {"2"}
    assert {said for key, said in after if key in of_ada} == {"NoneNone"}
    assert [said for key, said in after if key == "2"] == [said for key, said in before if key == "2"]
    assert client.get(links[ADA]).status_code == 404


def history(app: Flask) -> list[tuple[str, str]]:
    """What happened to answers: the key of each, with what it held before and after."""
    kept = stored(app, sa.select(Change).where(Change.table_name == "letter_answer").order_by(Change.id))
    return [(change.row_key, str(change.before) + str(change.after)) for change in kept]
