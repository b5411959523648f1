"""Real parliaments go in whole: the files are kept beside the repository, and nothing of them is in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin, change_set_id, end, undo
from crm.countries.models import Chamber, ChamberOrigin
from crm.db import make_engine
from crm.mail.models import Address
from crm.members.import_report import ImportReport
from crm.members.models import Identifier, Mandate, Member, NameWord
from crm.members.services.importing import import_people

pytestmark = pytest.mark.shared
PARLIAMENTS = ["Kenya__Assembly", "Lebanon__Parliament", "Lithuania__Seimas", "New_Zealand__House"]


@pytest.fixture
def facts(facts_template: Path, tmp_path: Path) -> Iterator[Session]:
    """A session in a database with the shipped States and chambers."""
    shutil.copyfile(facts_template, tmp_path / "crm.sqlite3")
    engine = make_engine(f"sqlite:///{tmp_path / 'crm.sqlite3'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def bring(session: Session, now: datetime, file: Path) -> tuple[ImportReport, int | None]:
    """Import a file in an act of its own; gives the report and the act, None when nothing changed."""
    begin(session, Doing(act="import", at=now))
    report = import_people(session, now, file, file_name=file.name)
    act = change_set_id(session)
    session.commit()
    end(session)
    return report, act


def held(session: Session) -> dict[str, int]:
    """How many rows the tables of people have."""
    counted = (Member, Mandate, Identifier, NameWord, Address)
    found = {
        model.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in counted
    }
    session.rollback()
    return found


def test_the_latest_terms_of_the_world_go_in_whole_once_and_out_again(
    facts: Session, now: datetime, shared_data: Path
) -> None:
    file = shared_data / "everypolitician" / "all_parliaments_latest_term.csv"
    before = held(facts)
    report, act = bring(facts, now, file)
    figures = report.figures()
    assert (figures["rows"], figures["people"], figures["new"], figures["errors"]) == (38_826, 38_347, 38_347, 0)
    assert figures["new"] + figures["changed"] + figures["same"] == figures["people"]
    addresses = facts.scalars(sa.select(Address.email)).all()
    assert figures["addresses"] == 11_497
    assert all(email.count("@") == 1 and email.endswith(".example") for email in addresses)
    assert figures["without_country"] == 1_718
    imported = sa.select(sa.func.count()).where(Chamber.origin == ChamberOrigin.IMPORT)
    assert facts.scalar(imported) == len(report.chambers) > 0
    facts.rollback()

    full = held(facts)
    again, _none = bring(facts, now, file)
    assert (again.figures()["same"], again.figures()["new"], again.figures()["changed"]) == (38_347, 0, 0)
    assert held(facts) == full

    assert act is not None
    undone = undo(facts, act, Doing(act="undo", at=now))
    facts.commit()
    assert not undone.kept
    assert held(facts) == before


@pytest.mark.parametrize("parliament", PARLIAMENTS)
def test_a_parliament_in_popolo_and_as_a_term_are_the_same_people(
    facts: Session, now: datetime, shared_data: Path, parliament: str
) -> None:
    folder = shared_data / "everypolitician"
    popolo, _act = bring(facts, now, folder / f"{parliament}__ep-popolo-v1.0.json")
    assert popolo.figures()["errors"] == 0
    assert popolo.figures()["new"] == popolo.figures()["people"] > 0
    [term] = folder.glob(f"{parliament}__term-*.csv")
    report, _act = bring(facts, now, term)
    assert report.figures()["errors"] == 0
    assert report.figures()["new"] == 0
