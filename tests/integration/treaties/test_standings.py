"""Where States stand, asked of the database."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from crm.treaties.acts import TreatyActionKind
from crm.treaties.models import Position, StepOverride, TreatyAction
from crm.treaties.queries import (
    acts_under,
    counts,
    get_treaty,
    known_until,
    list_treaties,
    movers,
    positions_of,
    standing_of,
    standings,
    standings_and_acts,
    standings_under,
)
from crm.treaties.services import load_facts
from crm.treaties.status import TreatyStatus
from crm.treaties.step import Step

TODAY = date(2026, 11, 23)


def test_all_states_stand_where_the_shipped_facts_say_with_both_engines(any_session: Session, now: datetime) -> None:
    load_facts(any_session, now)
    held = counts(any_session, "ccm", TODAY)
    assert (held.state_party, held.signatory, held.withdrawn, held.not_joined) == (112, 12, 1, 72)
    then = counts(any_session, "ccm", date(2010, 8, 1))
    assert (then.ever_signed, then.ever_joined) == (108, 38)
    assert len(standings(any_session, "apmbc", TODAY)) == 197


def test_three_statements_tell_where_every_state_stands_two_where_the_treaty_is_at_hand(
    facts: Session, statements: list[str]
) -> None:
    assert len(standings(facts, "ccm", TODAY)) == 197
    assert len(statements) == 3
    treaty = get_treaty(facts, "ccm")
    statements.clear()
    held, acts = standings_and_acts(facts, treaty, TODAY, today=TODAY)
    assert len(statements) == 2
    assert held == standings(facts, "ccm", TODAY)
    assert acts == acts_under(facts, "ccm", TODAY)


def test_one_state_stands_where_it_stands_among_all(facts: Session) -> None:
    every = standings(facts, "ccm", TODAY)
    for iso2 in ("KE", "LT", "VU", "US", "PS"):
        assert standing_of(facts, "ccm", iso2, TODAY) == every[iso2]


def test_two_statements_tell_where_one_state_stands_under_every_treaty(facts: Session, statements: list[str]) -> None:
    treaties = list_treaties(facts)
    statements.clear()
    held = standings_under(facts, treaties, ["LT"], TODAY, today=TODAY)
    assert len(statements) == 2
    assert held == {(key, "LT"): standing_of(facts, key, "LT", TODAY) for key in ("ccm", "apmbc")}


def test_an_act_under_embargo_is_seen_from_its_day_on(facts: Session, now: datetime) -> None:
    facts.add(
        TreatyAction(
            treaty_key="ccm",
            iso2="KE",
            kind=TreatyActionKind.RATIFICATION,
            on=date(2026, 5, 4),
            source="Told in confidence",
            entered_at=now,
            embargo_until=date(2026, 5, 20),
        )
    )
    facts.flush()
    day = date(2026, 5, 25)
    assert standing_of(facts, "ccm", "KE", day, today=date(2026, 5, 19)).status is TreatyStatus.SIGNATORY
    assert standing_of(facts, "ccm", "KE", day, today=date(2026, 5, 20)).status is TreatyStatus.STATE_PARTY
    assert movers(facts, "ccm", date(2026, 5, 1), day, today=date(2026, 5, 19)) == []


def test_interim_measures_are_asked_for_only_on_a_fresh_position(facts: Session) -> None:
    assert Step.INTERIM_MEASURES not in standing_of(facts, "ccm", "US", TODAY).second_asks
    position = next(each for each in positions_of(facts, "US") if each.topic == "stockpiles")
    position.confirmed_on = date(2026, 6, 1)
    facts.flush()
    assert Step.INTERIM_MEASURES in standing_of(facts, "ccm", "US", TODAY).second_asks


def test_a_position_that_accuses_nobody_asks_for_nothing(facts: Session) -> None:
    for value in ("no", "formerly"):
        facts.add(Position(iso2="ZW", topic="produces", value=value, edition="2026", edition_on=date(2026, 1, 1)))
    facts.flush()
    assert standing_of(facts, "ccm", "ZW", TODAY).second_asks == (Step.VOTE,)


def test_the_coordinators_text_holds_until_its_day(facts: Session) -> None:
    facts.add(StepOverride(treaty_key="ccm", iso2="KE", text="Ask for the date.", expires_on=date(2026, 12, 1)))
    facts.flush()
    assert standing_of(facts, "ccm", "KE", date(2026, 12, 1)).override == "Ask for the date."
    assert standing_of(facts, "ccm", "KE", date(2026, 12, 2)).override == ""
    assert standing_of(facts, "apmbc", "KE", date(2026, 12, 1)).override == ""


def test_movers_are_the_acts_of_a_period_that_changed_where_a_state_stands(facts: Session) -> None:
    moved = movers(facts, "ccm", date(2025, 1, 1), date(2025, 12, 31), today=TODAY)
    assert [(act.iso2, act.kind) for act in moved] == [
        ("LT", TreatyActionKind.WITHDRAWAL_EFFECTIVE),
        ("VU", TreatyActionKind.ACCESSION),
    ]


def test_an_unknown_treaty_is_named(facts: Session) -> None:
    with pytest.raises(LookupError, match="xyz"):
        standings(facts, "xyz", TODAY)
    with pytest.raises(LookupError, match="xyz"):
        get_treaty(facts, "xyz")


def test_each_treaty_says_until_when_it_is_known(facts: Session) -> None:
    assert known_until(facts, "CCM") == date(2025, 9, 8)
    assert [treaty.key for treaty in list_treaties(facts)] == ["ccm", "apmbc"]
    assert all(treaty.known_until_source for treaty in list_treaties(facts))
