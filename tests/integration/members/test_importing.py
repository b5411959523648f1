"""A file of people goes in as one act, again without a trace, and out by one undo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.audit.models import ChangeSet
from crm.audit.services import Doing, Undone, begin, change_set_id, undo
from crm.countries.models import Chamber, ChamberOrigin, Country
from crm.mail.models import Address
from crm.members.audience import Filter
from crm.members.drafts import MemberDraft
from crm.members.import_report import ImportReport
from crm.members.models import (
    EmailAddress,
    Identifier,
    Interaction,
    Mandate,
    Member,
    NameWord,
    Stage,
    Subscription,
    Tag,
)
from crm.members.queries import people
from crm.members.queries.exporting import export_people
from crm.members.queries.imports import people_kept
from crm.members.services import add_member, edit_member, subscribe, unsubscribe_topic
from crm.members.services.consent import Consent
from crm.members.services.importing import import_people
from crm.members.sources.own import COLUMNS
from crm.web.downloads import write_csv, write_xlsx

HEADER = (
    "country_code,country,chamber,term,term_start,term_end,ep_id,name,sort_name,email,party,constituency,gender,"
    "mandate_start,mandate_end,image,twitter\n"
)
ADA = 'KE,Kenya,National Assembly,11,,,a-1,Ada Example,"Example, Ada",ada@parliament.example,Green,North,F,,,,\n'
ADA_AGAIN = (
    'KE,Kenya,National Assembly,11,,,a-1,Ada Example,"Example, Ada",ada@parliament.example,Blue,North,F,2015,,,\n'
)
BO = "GB-SCT,Scotland,Scottish Parliament,4,,,b-2,Bo Muster,,bo at home,Unknown,,M,,2014-05,,\n"
BROKEN = ",,,,,,c-3,,,,,,,,,,\n"


@pytest.fixture
def states(any_session: Session) -> Session:
    """A session that knows one State with one chamber."""
    any_session.add(
        Country(
            iso2="KE", iso3="KEN", m49="404", un_status="member", name_en="Kenya", name_fr="Kenya", name_es="Kenya",
            region="Africa", subregion="Eastern Africa",
        )
    )  # fmt: skip
    any_session.flush()
    any_session.add(Chamber(country_iso2="KE", name="National Assembly", origin=ChamberOrigin.SHIPPED))
    any_session.commit()
    return any_session


def bring(session: Session, now: datetime, path: Path, text: str, *, dry_run: bool = False) -> ImportReport:
    """Import a text as a file, in an act of its own."""
    path.write_text(text, encoding="utf-8")
    begin(session, Doing(act="import", at=now))
    report = import_people(session, now, path, file_name=path.name, dry_run=dry_run)
    session.commit()
    session.expire_all()
    return report


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_rows_become_people_with_mandates_and_plain_addresses(states: Session, now: datetime, tmp_path: Path) -> None:
    report = bring(states, now, tmp_path / "p.csv", HEADER + ADA + ADA_AGAIN + BO + BROKEN)
    assert report.figures() == {
        "rows": 4, "people": 2, "new": 2, "changed": 0, "same": 0, "errors": 1, "mandates": 3, "addresses": 1,
        "without_country": 1,
    }  # fmt: skip
    assert report.refusals == [(5, "no name")]
    assert report.chambers == [("Scotland", "Scottish Parliament")]
    ada = states.scalars(sa.select(Member).where(Member.name == "Ada Example")).one()
    bo = states.scalars(sa.select(Member).where(Member.name == "Bo Muster")).one()
    assert (ada.country_iso2, ada.stage, ada.party, ada.sort_name) == ("KE", Stage.PROSPECT, "Blue", "example ada")
    assert (bo.country_iso2, bo.territory, bo.party) == (None, "Scotland", "")
    assert "bo at home" in bo.note
    assert count(states, Subscription) == 0
    new = states.scalars(sa.select(Chamber).where(Chamber.origin == ChamberOrigin.IMPORT)).one()
    assert (new.name, new.country_iso2, new.territory) == ("Scottish Parliament", None, "Scotland")


def test_a_dry_run_counts_the_same_and_writes_nothing(states: Session, now: datetime, tmp_path: Path) -> None:
    dry = bring(states, now, tmp_path / "p.csv", HEADER + ADA + BO, dry_run=True)
    assert count(states, Member) == count(states, Address) == count(states, Identifier) == 0
    assert bring(states, now, tmp_path / "p.csv", HEADER + ADA + BO).figures() == dry.figures()


def test_the_same_file_again_changes_nothing(states: Session, now: datetime, tmp_path: Path) -> None:
    bring(states, now, tmp_path / "p.csv", HEADER + ADA + ADA_AGAIN + BO)
    again = bring(states, now, tmp_path / "p.csv", HEADER + ADA + ADA_AGAIN + BO)
    assert (again.new, again.changed, again.same, again.mandates, again.addresses) == (0, 0, 2, 0, 0)
    assert change_set_id(states) is None


def test_what_was_edited_here_stays_until_the_source_changes_it(states: Session, now: datetime, tmp_path: Path) -> None:
    bring(states, now, tmp_path / "p.csv", HEADER + ADA)
    ada = states.scalars(sa.select(Member)).one()
    begin(states, Doing(act="edit", at=now))
    edit_member(
        states, OPERATOR, ada, MemberDraft(name="Dr Ada Example", country_iso2="KE", party="Free", gender="female")
    )
    states.commit()
    moved = bring(states, now, tmp_path / "p.csv", HEADER + ADA.replace("North", "South"))
    assert moved.changed == 1
    assert (ada.name, ada.party) == ("Dr Ada Example", "Free")
    bring(states, now, tmp_path / "p.csv", HEADER + ADA.replace("Ada Example,", "Ada Ideal,").replace("Green", "Red"))
    assert (ada.name, ada.party) == ("Ada Ideal", "Red")
    assert people(states, Filter(search="ideal", stages=()), OPERATOR, now).count(states) == 1
    assert people(states, Filter(search="dr", stages=()), OPERATOR, now).count(states) == 0


def test_a_mandate_that_ended_is_ended_and_not_doubled(states: Session, now: datetime, tmp_path: Path) -> None:
    bring(states, now, tmp_path / "p.csv", HEADER + ADA)
    bring(states, now, tmp_path / "p.csv", HEADER + ADA.replace("F,,,,", "F,,2016-01,,"))
    assert states.scalars(sa.select(Mandate.ends)).all() == ["2016-01"]


def test_one_undo_takes_an_import_back(states: Session, now: datetime, tmp_path: Path) -> None:
    before = [count(states, model) for model in (Member, Mandate, Identifier, NameWord, Chamber, Address, EmailAddress)]
    path = tmp_path / "p.csv"
    path.write_text(HEADER + ADA + ADA_AGAIN + BO, encoding="utf-8")
    begin(states, Doing(act="import", at=now))
    import_people(states, now, path)
    number = change_set_id(states)
    states.commit()
    assert number is not None
    undo(states, number, Doing(act="undo", at=now))
    states.commit()
    after = [count(states, model) for model in (Member, Mandate, Identifier, NameWord, Chamber, Address, EmailAddress)]
    assert after == before


COUNTED = (Member, Mandate, Identifier, NameWord, Chamber, Address, EmailAddress, Tag)


def held(session: Session) -> list[int]:
    return [count(session, model) for model in COUNTED]


def latest_act(session: Session) -> int:
    return session.scalars(sa.select(sa.func.max(ChangeSet.id))).one()


def take_back(session: Session, now: datetime, act: int) -> Undone:
    """Undo an act in an act of its own."""
    undone = undo(session, act, Doing(act="undo", at=now))
    session.commit()
    return undone


def test_an_import_brought_in_again_after_an_undo_is_undone_again(
    states: Session, now: datetime, tmp_path: Path
) -> None:
    before = held(states)
    for _time in range(3):
        bring(states, now, tmp_path / "p.csv", HEADER + ADA + BO)
        assert take_back(states, now, latest_act(states)).kept == ()
        assert held(states) == before


def test_an_import_in_force_again_by_an_undo_of_its_undo_can_be_undone_again(
    states: Session, now: datetime, tmp_path: Path
) -> None:
    before = held(states)
    bring(states, now, tmp_path / "p.csv", HEADER + ADA + BO)
    act, there = latest_act(states), held(states)
    for _time in range(2):
        take_back(states, now, act)
        undoing = states.get_one(ChangeSet, act).undone_by
        assert undoing is not None
        take_back(states, now, undoing)
        assert held(states) == there
        assert states.get_one(ChangeSet, act).undone_by is None
    assert take_back(states, now, act).kept == ()
    assert held(states) == before


@pytest.mark.parametrize("touched", ["called", "noted", "seat edited"])
def test_a_person_somebody_worked_with_since_stays_whole(
    states: Session, now: datetime, tmp_path: Path, touched: str
) -> None:
    tagged = "name,email,country,chamber,tags\n"
    rows = "Ada Example,ada@parliament.example,KE,Senate,speaker;friend\nBo Muster,bo@x.example,KE,Lords,lords\n"
    bring(states, now, tmp_path / "p.csv", tagged + rows)
    act = latest_act(states)
    ada = states.scalars(sa.select(Member).where(Member.name == "Ada Example")).one()
    begin(states, Doing(act="work", at=now))
    if touched == "called":
        states.add(Interaction(member_id=ada.id, on=now.date(), text="A call", noted_at=now))
    elif touched == "noted":
        ada.note = "Met in Nairobi"
    else:
        states.scalars(sa.select(Mandate).where(Mandate.member_id == ada.id)).one().party = "Blue"
    states.commit()
    undone = take_back(states, now, act)
    assert f"member:{ada.id}" in undone.kept
    assert states.scalars(sa.select(Member.id)).all() == [ada.id]
    assert held(states) == [1, 1, 1, 2, 2, 1, 1, 2]
    assert people_kept(states, act) == (1, [(ada.id, ada.name)])
    if touched == "called":
        again = bring(states, now, tmp_path / "p.csv", tagged + rows)
        assert (again.new, again.same) == (1, 1)


def test_an_undo_that_undid_nothing_can_be_tried_again(states: Session, now: datetime, tmp_path: Path) -> None:
    bring(states, now, tmp_path / "p.csv", HEADER + ADA)
    act = latest_act(states)
    begin(states, Doing(act="work", at=now))
    states.scalars(sa.select(Member)).one().note = "Called"
    states.commit()
    assert take_back(states, now, act).restored == 0
    assert states.get_one(ChangeSet, act).undone_by is None


def test_somebody_entered_by_hand_is_met_by_name_and_address_and_keeps_what_is_filled_in(
    states: Session, now: datetime, tmp_path: Path
) -> None:
    begin(states, Doing(act="add", at=now))
    draft = MemberDraft(name="Ada  EXAMPLE", party="Mine", emails=("ada@parliament.example",))
    mine = add_member(states, OPERATOR, now, draft)
    states.commit()
    report = bring(states, now, tmp_path / "p.csv", HEADER + ADA + BO)
    assert (report.new, report.changed) == (1, 1)
    assert (mine.party, mine.country_iso2, mine.name) == ("Mine", "KE", "Ada  EXAMPLE")
    assert count(states, EmailAddress) == 1


def test_who_opted_out_stays_out(states: Session, now: datetime, tmp_path: Path) -> None:
    bring(states, now, tmp_path / "p.csv", HEADER + ADA)
    ada = states.scalars(sa.select(Member)).one()
    begin(states, Doing(act="x", at=now))
    subscribe(states, now, ada, Consent("told us"))
    unsubscribe_topic(states, now, ada.id, how="link")
    states.commit()
    bring(states, now, tmp_path / "p.csv", HEADER + ADA.replace("Green", "Red"))
    assert states.scalars(sa.select(Subscription)).one().ended_at is not None


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_is_exported_comes_back_the_same(states: Session, now: datetime, tmp_path: Path, write: object) -> None:
    begin(states, Doing(act="add", at=now))
    draft = MemberDraft(
        name='=1+1 "Ada"; Łucja', honorific="Dr", salutation="Dear Dr Łucja", gender="female", language="fr",
        country_iso2="KE", party="-x", phone="+254 20 123", postal_address="Box 1\nHouse", note="'=y\n@z",
        postal_code="00100", postal_city="Nairobi", postal_region="Nairobi County",
        emails=("b@x.example", "a@x.example"), tags=("speaker", "two words"),
    )  # fmt: skip
    add_member(states, OPERATOR, now, draft, Stage.FRIEND)
    states.commit()
    bring(states, now, tmp_path / "p.csv", HEADER + ADA + ADA_AGAIN + BO)
    everyone = people(states, Filter(stages=()), OPERATOR, now)
    rows = list(export_people(states, everyone))
    path = tmp_path / "out"
    with path.open("wb") as file:
        write(file, COLUMNS, [[row.get(column, "") for column in COLUMNS] for row in rows])  # type: ignore[operator]
    begin(states, Doing(act="import", at=now))
    report = import_people(states, now, path)
    assert (report.errors, report.new, report.changed, report.same) == (0, 0, 0, 3)
    for model in (Member, Address, Chamber):
        states.execute(sa.delete(EmailAddress))
        states.execute(sa.delete(Mandate))
        states.execute(sa.delete(model).where(model.country_iso2.is_(None)) if model is Chamber else sa.delete(model))
    report = import_people(states, now, path)
    assert (report.errors, report.new) == (0, 3)
    left_out = {"id"}
    again = list(export_people(states, everyone))
    assert [{k: v for k, v in row.items() if k not in left_out} for row in again] == [
        {k: v for k, v in row.items() if k not in left_out} for row in rows
    ]


def test_more_ids_and_addresses_than_a_statement_takes_are_looked_up_all_the_same(
    states: Session, now: datetime, tmp_path: Path
) -> None:
    def cells(person: int) -> tuple[str, str]:
        ids = ";".join(f"x:{person}-{n}" for n in range(50))
        return ids, " ".join(f"a{n}@p{person}.example" for n in range(80))

    text = "name,identifiers,email\n" + "".join(f"Ada,{','.join(cells(person))}\n" for person in range(800))
    assert bring(states, now, tmp_path / "p.csv", text, dry_run=True).new == 800
