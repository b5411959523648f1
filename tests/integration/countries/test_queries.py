"""Countries, chambers and meetings, asked of the database."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from crm.countries.queries import (
    chambers_of,
    find_country,
    get_country,
    list_countries,
    meetings_ahead,
    meetings_between,
    names_of_states,
)
from crm.countries.services import load_shipped


@pytest.fixture
def facts(session: Session, now: datetime) -> Session:
    """A session on a database with the shipped countries."""
    load_shipped(session, now)
    return session


def test_a_country_is_found_by_its_code_in_any_case(facts: Session) -> None:
    assert get_country(facts, "ke").name_en == "Kenya"
    assert find_country(facts, "XX") is None
    with pytest.raises(LookupError, match="XX"):
        get_country(facts, "XX")


def test_countries_come_in_the_order_of_their_names_whatever_their_accents(facts: Session) -> None:
    names = [country.name_en for country in list_countries(facts)]
    assert names.index("Costa Rica") + 1 == names.index("Côte d'Ivoire") == names.index("Croatia") - 1
    assert list(names_of_states(facts).values()) == names


def test_the_elected_house_comes_first(facts: Session) -> None:
    assert [chamber.house for chamber in chambers_of(facts, "KE")] == ["lower", "upper"]
    assert chambers_of(facts, "PS") == []


def test_a_meeting_of_which_only_the_month_is_known_may_be_on_any_of_its_days(facts: Session) -> None:
    assert [meeting.key for meeting in meetings_ahead(facts, date(2026, 9, 30), treaty_key="ccm")] == ["ccm:3rc"]
    assert meetings_ahead(facts, date(2026, 10, 1), treaty_key="ccm") == []
    assert "ccm:3rc" in [each.key for each in meetings_between(facts, date(2026, 9, 10), date(2026, 9, 12))]


def test_milestones_are_no_meetings(facts: Session) -> None:
    kinds = {meeting.kind for meeting in meetings_between(facts, date(1990, 1, 1), date(2030, 1, 1))}
    assert "withdrawal" not in kinds
    assert "msp" in kinds
