"""The page that erases a person: it says what goes, asks once, and nothing brings them back."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import AuditEntry, ChangeSet
from crm.mail.tasks import forget_files
from crm.members.models import Member

Held = Callable[[sa.Select[Any]], Sequence[Any]]


def test_a_coordinator_erases_a_person_and_finds_no_trace_of_them(
    sign_in: Callable[..., FlaskClient], friend: Callable[..., int], held: Held
) -> None:
    number = friend("Ines Quokkabury", emails=("ines@parliament.example",))
    browser = sign_in("coordinator")
    asked = browser.get(f"/members/{number}/erase")
    assert b"This cannot be undone." in asked.data

    done = browser.post(f"/members/{number}/erase", data={"reason": "Asked us by mail."}, follow_redirects=True)

    assert b"The person is erased." in done.data
    assert browser.get(f"/members/{number}").status_code == 404
    for page in ("/members/?stage=any", "/search?q=quokkabury", "/members/?q=ines@parliament.example", "/audit/"):
        assert b"Quokkabury" not in browser.get(page).data.replace(b'value="quokkabury"', b""), page
    (entry,) = held(sa.select(AuditEntry).where(AuditEntry.event == "person erased"))
    assert entry.detail == {"member": number, "reason": "Asked us by mail."}


def test_without_a_reason_nobody_is_erased_and_the_page_says_so(
    sign_in: Callable[..., FlaskClient], friend: Callable[..., int], held: Held
) -> None:
    number = friend()
    answer = sign_in("coordinator").post(f"/members/{number}/erase", data={"reason": " "})
    assert answer.status_code == 422
    assert b"Say why: the journal keeps it." in answer.data
    assert held(sa.select(Member.erased_at).where(Member.id == number)) == [None]


def test_what_the_history_says_of_the_erased_cannot_be_undone(
    sign_in: Callable[..., FlaskClient], friend: Callable[..., int], held: Held
) -> None:
    number = friend("Ines Quokkabury")
    browser = sign_in("coordinator")
    browser.post(f"/members/{number}/erase", data={"reason": "Asked us."})
    acts = held(sa.select(ChangeSet.id).where(ChangeSet.subject == f"members:{number}"))
    assert len(acts) == 2
    for act in acts:
        page = browser.get(f"/audit/{act}").data
        assert b"erased with the person it was about" in page
        assert b"Undo this" not in page
        assert browser.post(f"/audit/{act}/undo").status_code == 404


def test_only_the_coordinator_sees_the_way_to_it(
    sign_in: Callable[..., FlaskClient], friend: Callable[..., int]
) -> None:
    number = friend()
    assert b"Erase this person" in sign_in("coordinator").get(f"/members/{number}").data
    staff = sign_in("staff")
    assert b"Erase this person" not in staff.get(f"/members/{number}").data
    assert staff.get(f"/members/{number}/erase").status_code == 403
    assert staff.post(f"/members/{number}/erase", data={"reason": "no"}).status_code == 403


def test_mails_of_the_erased_go_from_the_outbox_and_no_other_file_does(app: Flask) -> None:
    outbox = app.config["SETTINGS"].instance_path / "outbox"
    outbox.mkdir()
    theirs, others = outbox / f"{'a' * 24}.eml", outbox / f"{'b' * 24}.eml"
    secret = outbox.parent / f"{'c' * 24}.eml"
    for file in (theirs, others, secret):
        file.touch()
    with app.app_context():
        done = forget_files(None, files=[theirs.name, f"../{secret.name}", f"{'d' * 24}.eml"])  # type: ignore[arg-type]
    assert done == {"gone": 1}
    assert (theirs.exists(), others.exists(), secret.exists()) == (False, True, True)
