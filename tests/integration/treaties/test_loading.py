"""Loading the shipped facts, once and again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, ChamberOrigin, Country, Meeting
from crm.treaties.models import Position, Treaty, TreatyAction
from crm.treaties.queries import treaty_actions_between
from crm.treaties.services import load_facts

LATER = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def number(session: Session, model: type[object]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_everything_shipped_is_loaded_with_both_engines(any_session: Session, now: datetime) -> None:
    loaded = load_facts(any_session, now)
    assert (number(any_session, Country), number(any_session, Chamber)) == (197, 277)
    assert number(any_session, Treaty) == 2
    tables = (Country, Chamber, Meeting, Treaty, TreatyAction, Position)
    assert loaded.added == sum(number(any_session, table) for table in tables)
    assert set(any_session.scalars(sa.select(Chamber.origin))) == {ChamberOrigin.SHIPPED}


def test_loading_again_changes_nothing(any_session: Session, now: datetime) -> None:
    load_facts(any_session, now)
    any_session.expire_all()
    again = load_facts(any_session, LATER)
    assert (again.added, again.updated) == (0, 0)
    assert not any_session.dirty


def test_what_a_person_corrected_stays_and_what_was_shipped_is_brought_up_to_date(
    session: Session, now: datetime
) -> None:
    load_facts(session, now)
    chamber = session.scalars(sa.select(Chamber).where(Chamber.key == "KE-lower")).one()
    corrected, as_shipped = chamber.name, chamber.seats
    chamber.name = "Corrected by hand"
    # As if an older version had shipped another number of seats, and nobody had touched it since.
    chamber.seats = 1
    chamber.shipped = {**(chamber.shipped or {}), "seats": 1}
    session.flush()
    assert load_facts(session, LATER).updated == 1
    assert (chamber.name, chamber.seats) == ("Corrected by hand", as_shipped)
    assert chamber.shipped is not None
    assert chamber.shipped["name"] == corrected


def test_facts_of_the_past_are_no_news_when_an_instance_begins(session: Session, now: datetime) -> None:
    load_facts(session, now)
    assert treaty_actions_between(session, date(2026, 3, 1), date(2026, 3, 31)) == []
    assert [act.iso2 for act in treaty_actions_between(session, date(2025, 9, 1), date(2025, 9, 30))] == ["VU"]


def test_an_act_that_a_newer_version_brings_is_news_of_the_day_it_came(session: Session, now: datetime) -> None:
    load_facts(session, now)
    # As if the older version had not known it yet.
    session.execute(sa.delete(TreatyAction).where(TreatyAction.key == "ccm:VU:accession"))
    session.expire_all()
    assert load_facts(session, LATER).added == 1
    assert [act.iso2 for act in treaty_actions_between(session, date(2026, 6, 1), date(2026, 6, 30))] == ["VU"]
    assert treaty_actions_between(session, date(2025, 9, 1), date(2025, 9, 30)) == []
