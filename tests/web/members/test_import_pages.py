"""Bringing a file in through the browser: look, confirm, undo."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.jobs.models import Job
from crm.members.models import ImportRun, Member
from crm.members.services import import_runs

Make = Callable[..., int]
SignIn = Callable[..., FlaskClient]
Ask = Callable[[sa.Select[Any]], Sequence[Any]]
PEOPLE = "name,email,country\nBo Muster,bo@parliament.example,TG\nCy <b>Bold</b>,none,Nowhere\n,x@y.example,KE\n"


def send(browser: FlaskClient, content: bytes, name: str = "people.csv") -> TestResponse:
    answer = browser.post("/members/import", data={"file": (io.BytesIO(content), name), "country": ""})
    # The test client keeps a large body in a file of its own and leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


def uploads(app: Flask) -> list[Path]:
    folder = app.config["SETTINGS"].instance_path / import_runs.FOLDER
    return list(folder.iterdir()) if folder.exists() else []


def test_a_file_is_looked_through_then_taken_in_then_undone(
    friend: Make, sign_in: SignIn, held: Ask, app: Flask
) -> None:
    friend("Ada Example", emails=("ada@parliament.example",))
    browser = sign_in("coordinator")
    looked = send(browser, PEOPLE.encode(), "../../evil name'.csv")
    assert looked.status_code == 302
    page = browser.get(looked.location).get_data(as_text=True)
    assert "Import 2 people" in page
    assert "no name" in page
    assert "Cy &lt;b&gt;Bold" in page
    assert held(sa.select(sa.func.count()).select_from(Member))[0] == 1
    (stored,) = uploads(app)
    assert stored.stat().st_mode & 0o777 == 0o600
    assert "evil" not in stored.name
    done = browser.post(looked.location, follow_redirects=True).get_data(as_text=True)
    assert "Undo the import" in done
    assert uploads(app) == []
    assert held(sa.select(sa.func.count()).select_from(Member))[0] == 3
    assert "/audit/" not in done.partition("Undo the import")[0].rpartition("page-acts")[2]
    press(browser, browser.get(f"{looked.location}/undo").get_data(as_text=True))
    assert held(sa.select(Member.name)) == ["Ada Example"]


def press(browser: FlaskClient, page: str) -> str:
    """Press the button that undoes an act; the page that follows."""
    undo = re.search(r'action="(/audit/\d+/undo)".*?name="next" value="([^"]+)"', page, re.DOTALL)
    assert undo is not None
    return browser.post(undo[1], data={"next": undo[2]}, follow_redirects=True).get_data(as_text=True)


def test_an_undo_asks_first_names_who_stays_and_can_be_brought_back(friend: Make, sign_in: SignIn, held: Ask) -> None:
    friend("Ada Example")
    browser = sign_in("coordinator")
    where = send(browser, PEOPLE.encode()).location
    browser.post(where)
    (bo,) = held(sa.select(Member.id).where(Member.name == "Bo Muster"))
    call = {"on": "2026-03-02", "kind": "call", "text": "Promised to ask"}
    assert browser.post(f"/members/{bo}/note", data=call).status_code == 302
    browser.get("/members/")  # shows what that did, with an Undo of its own
    link = f'<a href="/members/{bo}">Bo Muster</a>'
    asked = browser.get(f"{where}/undo").get_data(as_text=True)
    assert "1 person whom it brought goes" in asked
    assert link in asked
    assert len(held(sa.select(Member.id))) == 3
    undone = press(browser, asked)
    assert "but for one person whom somebody worked with" in undone
    assert "Undone: the import of people.csv" in undone
    assert "was undone on" in undone
    assert link in undone
    assert "Undo the import" not in undone
    assert browser.get(f"{where}/undo").location == where
    back = press(browser, undone)
    assert "Imported: people.csv" in back
    assert "Undo the import" in back
    assert len(held(sa.select(Member.id))) == 3


def test_confirming_twice_imports_once(friend: Make, sign_in: SignIn, held: Ask) -> None:
    friend()
    browser = sign_in("staff")
    where = send(browser, PEOPLE.encode()).location
    browser.post(where)
    browser.post(where)
    assert held(sa.select(sa.func.count()).select_from(Member))[0] == 3


def test_what_is_no_list_of_people_is_refused_beside_the_field(friend: Make, sign_in: SignIn, app: Flask) -> None:
    friend()
    browser = sign_in("staff")
    for content in (b"", b"\x00\x01\x02", b"colour\nred\n", b"PK\x03\x04broken"):
        answer = send(browser, content)
        assert answer.status_code == 422
        assert "invalid-feedback" in answer.get_data(as_text=True)
    assert browser.post("/members/import", data={}).status_code == 422
    assert uploads(app) == []


def test_a_large_file_waits_for_the_worker(friend: Make, sign_in: SignIn, held: Ask) -> None:
    friend()
    rows = "".join(f"Person Number{number},p{number}@parliament.example,KE\n" for number in range(40_000))
    answer = send(sign_in("staff"), b"name,email,country\n" + rows.encode())
    assert answer.status_code == 302
    job = held(sa.select(Job))[0]
    run = held(sa.select(ImportRun))[0]
    assert (job.name, job.arguments, run.state) == ("members.check_upload", {"run_id": run.id}, "uploaded")


def test_an_upload_can_be_thrown_away_and_is_nobody_elses(friend: Make, sign_in: SignIn, held: Ask, app: Flask) -> None:
    friend()
    browser = sign_in("staff")
    where = send(browser, PEOPLE.encode()).location
    assert sign_in("staff").get(where).status_code == 404
    assert sign_in("staff").post(where).status_code == 404
    browser.post(f"{where}/discard")
    assert uploads(app) == []
    browser.post(where)
    assert held(sa.select(sa.func.count()).select_from(Member))[0] == 1


def test_parliamentarians_bring_nobody_in(friend: Make, sign_in: SignIn) -> None:
    browser = sign_in("member", friend())
    assert browser.get("/members/import").status_code == 403
    assert send(browser, PEOPLE.encode()).status_code == 403
