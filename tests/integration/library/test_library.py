"""The library on both engines: what is shipped is loaded, rewritten, used, counted and enclosed."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy.orm import Session

from crm.accounts.rights import NOBODY, Actor, Role
from crm.actions.models import ActionState, OutcomeKind, ParliamentaryAction, Visibility
from crm.actions.services import OutcomeDraft, edit_action, record_outcome
from crm.actions.services.drafts import ActionDraft, Part
from crm.countries.models import Country
from crm.library.kinds import TextKind
from crm.library.models import DocumentVersion, ModelText, ModelTextVersion
from crm.library.queries import (
    STATUS_SHEET,
    TextFilter,
    enclosable,
    enclosures,
    find_model_text,
    model_texts,
    questions_by_step,
    standing_and_facts,
    uses_of_texts,
    versions_of_text,
)
from crm.library.services import (
    Copy,
    NotAllowedError,
    TextDraft,
    UnknownMarksError,
    load_shipped,
    plan_use,
    write_text,
)
from crm.library.services.documents import Brought, DocumentDraft, bring_file, stored_at
from crm.members.models import Stage
from crm.treaties.services import load_facts
from crm.treaties.step import Step
from tests.support.scene import person

STAFF = Actor(None, Role.STAFF)
LATER = timedelta(days=40)


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database with the shipped facts and texts, for what does not depend on the engine."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def library(any_session: Session, now: datetime) -> Session:
    """A database with the facts and the library, once with each engine."""
    if any_session.scalar(sa.select(Country.iso2).limit(1)) is None:
        load_facts(any_session, now)
        load_shipped(any_session, now)
    return any_session


def draft(**changes: object) -> TextDraft:
    given = TextDraft(TextKind.MOTION, (Step.RATIFY,), "en", "A motion", "{Country} signed on {signed_on}.")
    return replace(given, **changes)  # type: ignore[arg-type]  # a test names columns


def text_of(session: Session, key: str) -> ModelText:
    return session.scalars(sa.select(ModelText).where(ModelText.key == key)).one()


def test_loading_twice_adds_nothing(library: Session, now: datetime) -> None:
    again = load_shipped(library, now)
    assert (again.added, again.updated) == (0, 0)
    assert library.scalar(sa.select(sa.func.count()).select_from(ModelTextVersion)) == 117


def test_a_newer_shipped_text_is_a_new_version_unless_a_person_rewrote_it(library: Session, now: datetime) -> None:
    text = text_of(library, "ratify-oral")
    version = versions_of_text(library, text.id, "en")[0]
    version.body = "As it was shipped last year."
    from crm.library.shipped import Words  # noqa: PLC0415 - what an older product would have kept

    text.shipped_texts = {**(text.shipped_texts or {}), "en": Words(version.title, version.body).fingerprint}
    library.flush()
    assert load_shipped(library, now + LATER).updated == 1
    assert [row.version for row in versions_of_text(library, text.id, "en")] == [2, 1]
    write_text(library, STAFF, now, draft(kind=text.kind, body="Ours."), text)
    text.shipped_texts = {**(text.shipped_texts or {}), "en": "of another text"}
    library.flush()
    assert load_shipped(library, now + LATER).updated == 0
    assert versions_of_text(library, text.id, "en")[0].body == "Ours."


def test_a_change_is_a_new_version_and_the_same_words_are_none(library: Session, now: datetime) -> None:
    text = write_text(library, STAFF, now, draft())
    write_text(library, STAFF, now, draft(body="Another."), text)
    write_text(library, STAFF, now, draft(body="Another."), text)
    write_text(library, STAFF, now, draft(language="pt", title="Moção"), text)
    assert [row.version for row in versions_of_text(library, text.id, "en")] == [2, 1]
    record = find_model_text(library, text.id)
    assert record is not None
    assert set(record.versions) == {"en", "pt"}
    chosen, _version = record.choose("fr")
    assert (chosen.language, chosen.fell_back) == ("en", True)


def test_a_text_with_a_hole_is_not_kept_and_members_do_not_write(library: Session, now: datetime) -> None:
    with pytest.raises(UnknownMarksError):
        write_text(library, STAFF, now, draft(body="{sign_day}"))
    with pytest.raises(NotAllowedError):
        write_text(library, Actor(1, Role.MEMBER), now, draft())


def test_texts_are_found_by_step_kind_language_and_words(library: Session) -> None:
    def keys(**wanted: object) -> list[str | None]:
        return [row.text.key for row in model_texts(library, TextFilter(**wanted), "en")]  # type: ignore[arg-type]

    assert len(keys()) == 39
    assert keys(step=Step.STAY) == ["stay-oral", "stay-written", "stay-motion", "stay-committee", "stay-speech"]
    assert keys(kinds=frozenset({TextKind.DISINVESTMENT})) == ["disinvestment"]
    assert keys(search="armes à sous-munitions", language="fr", step=Step.VOTE) == [
        "vote-oral",
        "vote-written",
        "vote-letter",
    ]
    assert keys(language="ar") == []
    questions = questions_by_step(library, "en")
    assert set(questions) == set(Step)
    assert questions[Step.RATIFY] == text_of(library, "ratify-written").id


def test_facts_are_those_of_the_day_and_positions_only_when_fresh(library: Session) -> None:
    on = date(2026, 3, 2)
    kenya, united = library.get_one(Country, "KE"), library.get_one(Country, "US")
    standing, facts = standing_and_facts(library, kenya, on, on, "fr")
    assert standing.step is Step.RATIFY
    assert facts.values["signed_on"] == "3 décembre 2008"
    assert facts.values["as_of"] == "8 septembre 2025"
    assert facts.values["parties"] == "112"
    assert "ratify" in facts.flags
    # The United States' stocks are known from an old list only: nothing is said of them.
    assert not {"stockpiles", "produces", "used"} & standing_and_facts(library, united, on, on, "en")[1].flags
    then, of_then = standing_and_facts(library, kenya, date(2009, 8, 31), on, "en")
    assert then.step is Step.RATIFY
    assert of_then.values["as_of"] == "31 August 2009"
    assert int(of_then.values["parties"]) < 30


def test_a_text_is_counted_where_it_was_used_and_answered(library: Session, now: datetime) -> None:
    text = text_of(library, "ratify-motion")
    members = {iso2: person(library, f"Friend of {iso2}", iso2, Stage.FRIEND) for iso2 in ("KE", "UG", "JM")}
    plans = [
        plan_use(library, STAFF, now, text, Copy("Ours", "Words", iso2, Step.RATIFY, member_id=member.id))
        for iso2, member in members.items()
    ]
    assert {plan.state for plan in plans} == {ActionState.PLANNED}
    assert (uses_of_texts(library, STAFF)[text.id].parliaments, uses_of_texts(library, STAFF)[text.id].planned) == (
        0,
        3,
    )
    for plan in plans[:2]:
        parts = tuple(Part(member.id) for iso2, member in members.items() if iso2 == plan.country_iso2)
        done = ActionDraft(
            plan.kind, plan.title, country_iso2=plan.country_iso2, participants=parts, model_text_id=plan.model_text_id
        )
        edit_action(library, STAFF, plan, done)
    record_outcome(library, STAFF, now, plans[0], OutcomeDraft(OutcomeKind.ANSWER))
    record_outcome(library, STAFF, now, plans[1], OutcomeDraft(OutcomeKind.LAPSED))
    uses = uses_of_texts(library, STAFF)[text.id]
    assert (uses.parliaments, uses.answered, uses.planned) == (2, 1, 1)
    # Private actions are not told by a count either.
    assert text.id not in uses_of_texts(library, NOBODY)
    plans[0].visibility = Visibility.PUBLIC
    library.flush()
    assert uses_of_texts(library, NOBODY)[text.id].parliaments == 1
    assert library.scalar(sa.select(sa.func.count()).select_from(ParliamentaryAction)) == 3


def test_enclosures_are_in_the_readers_language_else_in_english_and_their_pages_are_counted(
    session: Session, tmp_path: Path
) -> None:
    keys = ["what-it-requires", STATUS_SHEET, "how-to-join"]
    given = enclosures(session, tmp_path, keys, "fr", on=date(2026, 3, 2))
    assert [each.key for each in given] == keys
    assert [(each.language, each.fell_back) for each in given] == [("fr", False)] * 3
    for each in given:
        reader = PdfReader(io.BytesIO(each.read()))
        assert each.pages == len(reader.pages) <= 2
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged"
    words = PdfReader(io.BytesIO(given[0].read())).pages[0].extract_text()
    assert "jamais, en aucune circonstance" in words
    arabic = enclosures(session, tmp_path, ["the-problem"], "ar", on=date(2026, 3, 2))
    assert [(each.language, each.fell_back) for each in arabic] == [("en", True)]
    with pytest.raises(LookupError):
        enclosures(session, tmp_path, ["no such paper"], "en", on=date(2026, 3, 2))


def test_the_status_sheet_tells_of_the_day_of_the_letter(session: Session, tmp_path: Path) -> None:
    (sheet,) = enclosures(session, tmp_path, [STATUS_SHEET], "en", on=date(2009, 8, 31), today=date(2026, 3, 2))
    words = " ".join(PdfReader(io.BytesIO(sheet.read())).pages[0].extract_text().split())
    assert "on 31 August 2009: " in words
    assert "2025" not in words


def test_a_file_is_kept_under_a_random_name_that_its_owner_alone_reads(
    session: Session, now: datetime, tmp_path: Path
) -> None:
    (paper,) = enclosures(session, tmp_path, ["the-problem"], "es", on=date(2026, 3, 2))
    file = Brought("../../étude \u202ex.pdf", paper.read())
    document = bring_file(session, STAFF, now, tmp_path, DocumentDraft("es", "Un estudio"), file)
    version = session.scalars(sa.select(DocumentVersion).where(DocumentVersion.document_id == document.id)).one()
    stored = stored_at(tmp_path, version)
    assert stored.stat().st_mode & 0o777 == 0o600
    assert stored.parent.stat().st_mode & 0o777 == 0o700
    assert "estudio" not in stored.name
    assert version.file_name == "étude x.pdf"
    (given,) = enclosures(session, tmp_path, [document.key], "fr", on=date(2026, 3, 2))
    assert (given.language, given.fell_back, given.pages) == ("es", True, 1)
    assert given.read() == file.content
    assert [each.title for each in enclosable(session, "es")][-2:-1] == ["Un estudio"]
