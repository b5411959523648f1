"""The library's pages: model texts are found, filled, adapted, written; what came of them is counted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from crm.actions.models import ActionKind, ActionState, ParliamentaryAction, Participation, Visibility
from crm.extensions import db
from crm.library.models import ModelText, ModelTextVersion
from crm.treaties.step import Step
from tests.support.statements import counted
from tests.support.storing import stored, writing

TEXT = {
    "title": "A question of ours",
    "language": "en",
    "kind": "oral_question",
    "steps": ["ratify", "accede"],
    "parliament": "any",
    "body": "{Country} signed on {signed_on}.",
    "author": "Ann Example",
    "source": "Written by us",
}


@pytest.fixture(autouse=True)
def in_march() -> object:
    """A day on which the shipped facts are known well enough."""
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


def number_of(app: Flask, key: str) -> int:
    return int(stored(app, sa.select(ModelText.id).where(ModelText.key == key))[0])


def test_texts_are_found_by_step_kind_language_country_and_words(staff: FlaskClient) -> None:
    assert "39 model texts." in staff.get("/library/").text
    assert "Not a valid choice" not in staff.get("/library/").text
    assert "5 model texts." in staff.get("/library/?step=stay").text
    assert "3 model texts." in staff.get("/library/?kind=question&step=accede&language=en").text
    assert "Ratificación de la Convención" in staff.get("/library/?language=es&kind=written_question").text
    assert "One model text." in staff.get("/library/?q=makers+public+money").text
    for_nepal = staff.get("/library/?country=NP").text
    assert "Nepal has neither signed nor acceded." in for_nepal
    assert "Motion: ratification" not in for_nepal
    assert "No model text fits." in staff.get("/library/?q=zanzibar&step=stay").text
    for odd in ("?step=x&kind=y&language=z", "?q=%25_%27%22(", "?kind[]=1", "?country=ZZ"):
        assert staff.get(f"/library/{odd}").status_code in {200, 404}


def test_a_member_sees_first_what_fits_their_country(jane: FlaskClient) -> None:
    page = jane.get("/library/").text
    first = page.partition("Model texts</h2>")[0]
    assert "For your country" in first
    assert "Kenya signed on 3 December 2008 and has not ratified." in first
    assert "Motion: ratification of the Convention" in first
    assert "Motion: accession" not in first
    assert "Add a model text" not in page


def test_the_kind_of_parliament_narrows_the_list_to_what_can_be_used_there(jane: FlaskClient) -> None:
    everything, answers, congress = (
        titles(jane.get(f"/library/?kind=question&step=ratify{parliament}").text)
        for parliament in ("", "&parliament=ministers_answer", "&parliament=congress")
    )
    assert answers | congress == everything
    assert answers & congress
    assert answers - congress
    assert titles(jane.get("/library/?kind=question&step=ratify&parliament=none").text) == everything


def titles(page: str) -> set[str]:
    return set(re.findall(r'<td class="wide"><a [^>]*>([^<]+)</a>', page))


def test_a_text_is_shown_with_places_or_with_a_countrys_facts(
    app: Flask, staff: FlaskClient, jane: FlaskClient
) -> None:
    address = f"/library/texts/{number_of(app, 'ratify-written')}"
    assert "[day of signature]" in staff.get(address).text
    filled = jane.get(address).text
    assert "Kenya signed the Convention on Cluster Munitions on 3 December 2008" in filled
    assert "[day of signature]" not in filled
    assert "le 3 décembre 2008" in jane.get(f"{address}?language=fr").text
    stands_in = jane.get(f"{address}?language=ar").text
    assert "There is no version in this language yet: العربية." in stands_in
    assert "It is shown in this one: English." in stands_in


def test_the_copy_becomes_a_plan_then_is_tabled_and_answered_and_the_library_counts_it(
    app: Flask, jane: FlaskClient, jane_id: int, staff: FlaskClient
) -> None:
    front = jane.get("/").text
    begun = front.partition('href="/library/texts/')[2].partition('"')[0].replace("&amp;", "&")
    page = jane.get(f"/library/texts/{begun}").text
    assert "Kenya signed the Convention on Cluster Munitions on 3 December 2008" in page
    kept = jane.post(
        f"/library/texts/{begun}",
        data={"title": "My question", "text": "First.\n\nSecond {x}.", "aim": "ratify", "visibility": "private"},
    )
    [action] = stored(app, sa.select(ParliamentaryAction))
    assert action.visibility is Visibility.PRIVATE
    assert kept.location == f"/actions/{action.id}"
    assert (action.kind, action.state, action.aim) == (ActionKind.QUESTION, ActionState.PLANNED, Step.RATIFY)
    assert (action.country_iso2, action.kind_as_written) == ("KE", "Written question")
    assert stored(app, sa.select(Participation.member_id)) == [jane_id]
    shown = jane.get(kept.location).text
    assert "The model text it uses" in shown
    word = jane.get(f"/library/plans/{action.id}/copy.docx")
    assert [each.text for each in Document(io.BytesIO(word.data)).paragraphs] == [
        "My question",
        "First.",
        "Second {x}.",
    ]
    assert "Second {x}." in jane.get(f"/library/plans/{action.id}/copy.txt").data.decode("utf-8-sig")
    address = f"/library/texts/{action.model_text_id}"
    assert "1 plan" in staff.get(address).text
    tabled = {"kind": "question", "on": "2026-03-01", "title": "My question", "state": "done", "country": "KE"}
    assert (
        jane.post(f"/actions/{action.id}/edit", data=tabled | {"aim": "ratify", "visibility": "network"}).status_code
        == 302
    )
    assert "used in 1 parliament" in staff.get(address).text
    answered = {"kind": "answer", "on": "2026-03-02", "text": "Soon."}
    assert jane.post(f"/actions/{action.id}/outcomes", data=answered).status_code == 302
    assert "used in 1 parliament, answered in 1" in staff.get(address).text
    assert "My question" in staff.get(f"/actions/?model_text={action.model_text_id}").text
    assert "No action fits." in staff.get(f"/actions/?model_text={action.model_text_id + 1}").text


def test_a_coordinators_own_ask_is_not_put_aside_by_the_librarys(jane: FlaskClient, staff: FlaskClient) -> None:
    own = {"text": "Will the Minister meet us?", "until": "2026-12-31"}
    assert staff.post("/treaties/ccm/asks/KE", data=own).status_code == 302
    front = jane.get("/").text
    assert "Will the Minister meet us?" in front
    assert "/actions/new?kind=question" in front
    assert "/adapt?" not in front


def test_a_faulty_copy_keeps_what_was_typed_and_keeps_nothing(app: Flask, jane: FlaskClient) -> None:
    address = f"/library/texts/{number_of(app, 'ratify-motion')}/adapt"
    answer = jane.post(address, data={"title": "", "text": "All that I typed", "aim": "ratify"})
    assert answer.status_code == 422
    assert "All that I typed" in answer.text
    assert "Give it a line." in answer.text
    assert stored(app, sa.select(ParliamentaryAction)) == []


def test_staff_choose_a_country_and_whom_it_is_for(app: Flask, staff: FlaskClient, jane_id: int) -> None:
    address = f"/library/texts/{number_of(app, 'disinvestment')}/adapt"
    assert "for which country?" in staff.get(address).text
    wrong = staff.get(f"/library/texts/{number_of(app, 'stay-oral')}/adapt?country=NP").text
    assert "something else than what fits this country now" in wrong
    copied = {
        "title": "No public money",
        "text": "Words",
        "aim": "ratify",
        "person": "Jane Wanjikũ",
        "visibility": "network",
    }
    assert staff.post(f"{address}?country=KE", data=copied).status_code == 302
    assert stored(app, sa.select(Participation.member_id)) == [jane_id]


def test_a_member_without_a_person_adapts_nothing(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    stranger = sign_in("member")
    assert stranger.get(f"/library/texts/{number_of(app, 'vote-oral')}/adapt?country=KE").status_code == 403


def test_files_are_attachments_that_can_do_nothing(app: Flask, jane: FlaskClient) -> None:
    address = f"/library/texts/{number_of(app, 'stay-motion')}/copy"
    for form in ("docx", "txt"):
        answer = jane.get(f"{address}.{form}?country=KE")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert jane.get(f"{address}.exe?country=KE").status_code == 404


def test_staff_write_a_text_and_its_versions_stay(app: Flask, staff: FlaskClient) -> None:
    added = staff.post("/library/texts/new", data=TEXT)
    assert added.status_code == 302, added.text
    page = staff.get(f"{added.location}&country=KE").text
    assert "Kenya signed on 3 December 2008." in page
    assert "Version 1 of 2 March 2026." in page
    edit = added.location.partition("?")[0] + "/edit"
    assert staff.post(f"{edit}?language=en", data=TEXT | {"body": "Asked anew."}).status_code == 302
    assert staff.post(f"{edit}?language=pt", data=TEXT | {"language": "pt", "title": "Pergunta"}).status_code == 302
    now = staff.get(added.location).text
    assert "Asked anew." in now
    assert "Português" in now
    assert "signed on" in staff.get(f"{added.location}&version=1").text
    assert len(stored(app, sa.select(ModelTextVersion).where(ModelTextVersion.author == "Ann Example"))) == 3


def test_a_mark_that_names_no_fact_is_said_and_nothing_typed_is_lost(staff: FlaskClient) -> None:
    answer = staff.post("/library/texts/new", data=TEXT | {"body": "{signedon} and [if rich] more", "steps": []})
    assert answer.status_code == 422
    assert "These marks name no fact we have: {signedon}, [if rich]." in answer.text
    assert "Choose a step." in answer.text
    assert "A question of ours" in answer.text


def test_a_text_taken_out_is_offered_no_more_and_comes_back_by_undo(
    app: Flask, staff: FlaskClient, jane: FlaskClient
) -> None:
    number = number_of(app, "vote-letter")
    assert staff.post(f"/library/texts/{number}/retire").status_code == 302
    page = staff.get("/library/").text
    assert "38 model texts." in page
    assert jane.get(f"/library/texts/{number}").status_code == 404
    undo = page.partition('action="/audit/')[2].partition('"')[0]
    assert staff.post(f"/audit/{undo}").status_code == 302
    assert "39 model texts." in staff.get("/library/").text


def test_members_write_nothing_here(app: Flask, jane: FlaskClient) -> None:
    number = number_of(app, "vote-letter")
    for address in ("texts/new", f"texts/{number}/edit", f"texts/{number}/retire", "documents/new", "documents/1/edit"):
        assert jane.post(f"/library/{address}", data=TEXT).status_code == 403


def test_pages_ask_the_database_as_often_whatever_there_is(app: Flask, staff: FlaskClient, jane: FlaskClient) -> None:
    with app.app_context():
        engine = db.engine

    def cost(browser: FlaskClient, page: str) -> int:
        with counted(engine) as statements:
            assert browser.get(page).status_code == 200
        return len(statements)

    before = cost(staff, "/library/"), cost(jane, "/library/"), cost(jane, "/library/texts/1")
    for count in range(5):
        staff.post("/library/texts/new", data=TEXT | {"title": f"Text {count}"})
    with writing(app) as session:
        session.execute(sa.update(ModelText).where(ModelText.key == "vote-letter").values(steps="vote ratify"))
    after = cost(staff, "/library/"), cost(jane, "/library/"), cost(jane, "/library/texts/1")
    assert before == after
    assert max(after) <= 20, after
