"""A batch from its draft to what is on each person's record."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.audit.models import ChangeSet
from crm.audit.services import Doing, begin, undo
from crm.config import Settings
from crm.db import make_engine, reading
from crm.followups.models import FollowUp
from crm.jobs.models import Job
from crm.jobs.worker import Worker
from crm.letters import files
from crm.letters.kinds import BatchState, Channel, LetterState
from crm.letters.models import Letter, LetterBatch
from crm.letters.plan import LeftOut, Plan, Trouble
from crm.letters.queries.outlook import outlook, setting_of
from crm.letters.services import batching
from crm.letters.services.batching import BatchLockedError, NotReadyError
from crm.mail.models import Address, AddressState, Message, MessageState
from crm.members.models import EmailAddress, Interaction, Member, Stage, StageChange
from crm.members.services.erasing import erase
from tests.support.posting import BASE_URL, ON, Post

TODAY = date(2026, 3, 2)


def planned(post: Post, batch: LetterBatch) -> Plan:
    setting = setting_of(post.session, batch, TODAY, BASE_URL)
    return outlook(post.session, setting, OPERATOR, post.now, TODAY)


def started(post: Post, batch: LetterBatch) -> None:
    batching.start(post.session, OPERATOR, post.now, batch, planned(post, batch))
    post.session.commit()


def sent(post: Post, batch: LetterBatch, worker: Worker) -> None:
    started(post, batch)
    worker.run_due()
    post.session.expire_all()
    begin(post.session, Doing(act="test", at=post.now, source="test"))
    batching.send(post.session, OPERATOR, post.now, batch)
    post.session.commit()
    worker.run_due()
    post.session.expire_all()


def letters(session: Session) -> list[Letter]:
    return list(session.scalars(sa.select(Letter).order_by(Letter.id)))


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_plan_says_who_is_left_out_and_why(post: Post) -> None:
    ada = post.person("Ada")
    shielded = post.person("Shielded", shielded=True)
    nowhere = post.person("Nowhere", postal_address="")
    held = post.person("Held", postal_address="")
    for person, state in ((nowhere, None), (held, AddressState.HELD)):
        link = post.session.scalars(sa.select(EmailAddress).where(EmailAddress.member_id == person.id)).one()
        if state is None:
            post.session.delete(link)
        else:
            post.session.get_one(Address, link.address_id).state = state
    lately = post.person("Lately")
    post.session.add(StageChange(member_id=lately.id, after=Stage.INVITED, on=ON - timedelta(days=20)))
    by_hand = post.person("By hand")
    batch = post.batch()
    batching.leave_out(post.session, batch, by_hand.id, out=True)
    post.session.flush()
    plan = planned(post, batch)
    assert [one.member_id for one in plan.letters] == [ada.id]
    assert plan.left_out == {
        shielded.id: LeftOut.SHIELDED,
        nowhere.id: LeftOut.NO_WAY,
        held.id: LeftOut.NO_MAIL,
        lately.id: LeftOut.INVITED_LATELY,
        by_hand.id: LeftOut.BY_HAND,
    }


def test_a_plan_counts_letters_by_variant_and_language_and_says_which_language_stands_in(post: Post) -> None:
    post.person("Ada", "KE")
    post.person("Amadou", "BF", language="fr")
    post.person("Tuan", "VN", language="ru")
    plan = planned(post, post.batch())
    assert plan.by_variant == {("accede", "en"): 1, ("promote", "fr"): 1, ("ratify", "en"): 1}
    assert plan.stand_ins == {("ru", "en"): 1}


def test_a_field_that_nothing_is_known_for_stops_the_batch_and_names_the_person(post: Post) -> None:
    post.person("Ada", None, territory="Somaliland")
    batch = post.batch()
    (letter,) = planned(post, batch).troubled
    assert (letter.name, letter.trouble) == ("Ada", Trouble.EMPTY_FIELD)
    assert "country_name" in letter.detail
    with pytest.raises(NotReadyError):
        batching.start(post.session, OPERATOR, post.now, batch, planned(post, batch))


def test_letters_are_made_as_tagged_files_of_their_owner_alone(post: Post, worker: Worker, settings: Settings) -> None:
    hostile = "Ada {{7*7}} <img src=file:///etc/passwd> **x**"
    post.person(hostile, gender="female")
    post.person("سلمى الفاسي", "MA", language="fr", postal_address="Rabat\n" + "Avenue " * 20)
    batch = post.batch()
    started(post, batch)
    worker.run_due()
    post.session.expire_all()
    assert batch.state is BatchState.MADE
    for letter in letters(post.session):
        path = files.path_of(settings.instance_path, letter.file_name)
        content = path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert hashlib.sha256(content).hexdigest() == letter.file_hash
        reader = PdfReader(io.BytesIO(content))
        assert len(reader.pages) == letter.pages
        assert "/StructTreeRoot" in reader.trailer["/Root"]
        assert reader.trailer["/Root"]["/Lang"] == letter.language
        assert letter.reference in words_of(content)
        assert b"/EmbeddedFile" not in content
    first = words_of(files.path_of(settings.instance_path, letters(post.session)[0].file_name).read_bytes())
    assert f"Dear Ms {hostile}," in first
    bound = PdfReader(files.path_of(settings.instance_path, batch.print_file))
    assert len(bound.pages) == batch.print_pages == sum(one.pages + one.pages % 2 for one in letters(post.session))


def test_an_address_by_its_parts_is_printed_in_the_order_of_its_country(post: Post, worker: Worker) -> None:
    parts = {"postal_address": "Assemblée nationale\n126 rue de l'Université", "postal_code": "75007"}
    post.person("Amélie Example", "FR", language="fr", postal_city="Paris", **parts)
    post.person("Ada Example", "US", postal_address="House", postal_city="Washington", postal_region="DC")
    started(post, post.batch())
    worker.run_due()
    post.session.expire_all()
    assert [letter.address_lines for letter in letters(post.session)] == [
        ["Amélie Example", "Assemblée nationale", "126 rue de l'Université", "75007 PARIS", "FRANCE"],
        ["Ada Example", "House", "WASHINGTON, DC", "ÉTATS-UNIS D'AMÉRIQUE"],
    ]


def test_what_is_listed_is_what_is_enclosed_in_the_language_or_in_english_and_that_is_said(
    post: Post, worker: Worker, settings: Settings
) -> None:
    post.person("Ada")
    post.person("Amadou", "BF", language="fr")
    batch = post.batch(enclosures=("the-problem", "how-to-join"))
    started(post, batch)
    worker.run_due()
    post.session.expire_all()
    made = letters(post.session)
    assert [one.error for one in made] == ["", ""]
    total = 0
    for letter in made:
        content = files.path_of(settings.instance_path, letter.file_name).read_bytes()
        for one in letter.enclosures:
            enclosed = PdfReader(files.path_of(settings.instance_path, str(one["file"])))
            assert len(enclosed.pages) == one["pages"]
            assert one["language"] == letter.language
            assert not one["stand_in"]
            assert f"{one['title']} (" in words_of(content)
            total += one["pages"] + one["pages"] % 2
        total += letter.pages + letter.pages % 2
    assert batch.print_pages == total


def test_sending_is_on_each_record_once_and_can_be_undone(post: Post, worker: Worker) -> None:
    ada, friend = post.person("Ada"), post.person("Friend", stage=Stage.FRIEND)
    batch = post.batch(audience={"stages": []})
    sent(post, batch, worker)
    session = post.session
    assert batch.state is BatchState.SENT
    assert {one.state for one in letters(session)} == {LetterState.SENT}
    assert (session.get_one(Member, ada.id).stage, session.get_one(Member, friend.id).stage) == (
        Stage.INVITED,
        Stage.FRIEND,
    )
    notes = session.scalars(sa.select(Interaction).order_by(Interaction.member_id)).all()
    assert [note.text for note in notes] == [f"Invitation to the network ({one.reference})" for one in letters(session)]
    assert session.scalar(sa.select(sa.func.count(FollowUp.id))) == 2
    assert session.scalar(sa.select(sa.func.count(Message.id)).where(Message.kind == "letter")) == 2
    done = session.scalars(sa.select(ChangeSet).order_by(ChangeSet.id.desc())).first()
    assert done is not None
    undo(session, done.id, Doing(act="undo", at=post.now, source="test"))
    session.commit()
    session.expire_all()
    assert batch.state is BatchState.MADE
    assert session.get_one(Member, ada.id).stage is Stage.PROSPECT
    assert {one.state for one in letters(session)} == {LetterState.MADE}
    assert {one.state for one in session.scalars(sa.select(Message))} == {MessageState.SKIPPED}
    assert session.scalar(sa.select(sa.func.count(FollowUp.id))) == 0


def test_a_second_start_or_a_second_worker_makes_no_letter_twice(post: Post, worker: Worker) -> None:
    post.person("Ada")
    batch = post.batch()
    plan = planned(post, batch)
    batching.start(post.session, OPERATOR, post.now, batch, plan)
    with pytest.raises(BatchLockedError):
        batching.start(post.session, OPERATOR, post.now, batch, plan)
    post.session.commit()
    worker.run_due()
    post.session.expire_all()
    made = [(one.id, one.file_name) for one in letters(post.session)]
    begin(post.session, Doing(act="test", at=post.now, source="test"))
    batching.resume(post.session, post.now, batch)
    post.session.commit()
    worker.run_due()
    post.session.expire_all()
    assert [(one.id, one.file_name) for one in letters(post.session)] == made


def test_a_batch_that_was_given_up_leaves_no_letter_and_no_file(post: Post, worker: Worker, settings: Settings) -> None:
    post.person("Ada")
    batch = post.batch()
    started(post, batch)
    worker.run_due()
    post.session.expire_all()
    begin(post.session, Doing(act="test", at=post.now, source="test"))
    batching.cancel(post.session, post.now, settings.instance_path, batch)
    post.session.commit()
    assert letters(post.session) == []
    assert list((settings.instance_path / "letters").iterdir()) == []


def test_a_paused_batch_waits_until_it_goes_on(post: Post, worker: Worker) -> None:
    post.person("Ada")
    batch = post.batch()
    started(post, batch)
    begin(post.session, Doing(act="test", at=post.now, source="test"))
    batching.pause(post.session, batch)
    post.session.commit()
    worker.run_due()
    post.session.expire_all()
    assert batch.state is BatchState.PAUSED
    assert {one.state for one in letters(post.session)} == {LetterState.WAITING}


def test_what_has_come_to_be_missing_is_said_and_the_others_are_made(post: Post, worker: Worker) -> None:
    ada = post.person("Ada")
    post.person("Ben")
    batch = post.batch()
    started(post, batch)
    begin(post.session, Doing(act="test", at=post.now, source="test"))
    ada.country_iso2 = None
    post.session.commit()
    worker.run_due()
    post.session.expire_all()
    assert batch.state is BatchState.MADE
    first, second = letters(post.session)
    assert first.error.startswith("empty_field:")
    assert (first.state, second.state) == (LetterState.WAITING, LetterState.MADE)


def test_an_erased_person_leaves_no_letter_and_no_bound_file(post: Post, worker: Worker, settings: Settings) -> None:
    ada = post.person("Ada")
    post.person("Ben")
    batch = post.batch(channel=Channel.POST)
    sent(post, batch, worker)
    for path in (settings.instance_path / "letters").iterdir():
        os.utime(path, (0, 0))
    begin(post.session, Doing(act="test", at=post.now, source="test"))
    erase(post.session, OPERATOR, post.now, post.session.get_one(Member, ada.id), "asked for it")
    post.session.commit()
    worker.run_due()
    post.session.expire_all()
    (left,) = letters(post.session)
    assert [path.name for path in (settings.instance_path / "letters").iterdir()] == [left.file_name]
    assert batch.print_file == ""


@pytest.mark.slow
def test_a_killed_worker_is_taken_over_without_a_letter_twice(
    app: Flask, post: Post, worker: Worker, settings: Settings, now: datetime
) -> None:
    for number in range(60):
        post.person(f"Person {number}", language=("en", "fr")[number % 2])
    batch = post.batch(channel=Channel.POST, enclosures=("the-problem", "how-to-join"))
    started(post, batch)
    killed = _kill_half_way(settings)
    assert killed
    made = {one.id: one.file_name for one in letters(post.session) if one.state is LetterState.MADE}
    assert 0 < len(made) < 60
    post.session.execute(sa.update(Job).values(lease_until=now))
    post.session.commit()
    worker.run_due()
    post.session.expire_all()
    assert app
    assert batch.state is BatchState.MADE
    after = letters(post.session)
    assert len(after) == 60
    assert {one.id: one.file_name for one in after if one.id in made} == made
    assert len({one.file_name for one in after}) == 60
    assert {len({one.enclosures[0]["file"] for one in after if one.language == spoken}) for spoken in ("en", "fr")} == {
        1
    }
    lengths = [pages for one in after for pages in (one.pages, *(int(kept["pages"]) for kept in one.enclosures))]
    assert batch.print_pages == sum(pages + pages % 2 for pages in lengths)


def _kill_half_way(settings: Settings) -> bool:
    """Start a worker as a process of its own and kill it, and only it, once some letters are committed."""
    environment = os.environ | {
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_INSTANCE_PATH": str(settings.instance_path),
        "CRM_SECRET_KEY": settings.secret_key,
        "CRM_BASE_URL": "http://localhost",
    }
    command = [str(Path(sys.executable).with_name("crm")), "worker"]
    engine = make_engine(settings.database_url)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 120
            while time.monotonic() < until:
                with reading(), engine.connect() as connection:
                    if connection.scalar(sa.text("SELECT count(*) FROM letter WHERE state = 'made'")):
                        return True
                time.sleep(0.05)
        finally:
            process.send_signal(signal.SIGKILL)
            engine.dispose()
    return False
