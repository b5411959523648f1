"""Steps at home on a database: what they do to where a State stands, and what the database itself refuses."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crm.accounts.rights import NOBODY, OPERATOR
from crm.actions.models import ActionKind, ParliamentaryAction
from crm.milestones.kinds import MilestoneKind, MilestoneState, Tie
from crm.milestones.models import Milestone, MilestoneAction
from crm.milestones.queries import all_milestones, milestones_done_between, milestones_of, ties_of_action
from crm.milestones.services import (
    Draft,
    Fault,
    MilestoneError,
    NotAllowedError,
    edit_milestone,
    move_milestone,
    record_milestone,
    take_away,
    tie_action,
    untie,
)
from crm.partial_date import PartialDate
from crm.treaties.acts import TreatyActionKind
from crm.treaties.models import TreatyAction
from crm.treaties.queries import get_treaty, standing_of, standings
from crm.treaties.services import load_facts
from crm.treaties.step import Step
from tests.support.statements import counted

TABLED = Draft(MilestoneKind.WITHDRAWAL_TABLED, MilestoneState.UNDER_WAY, PartialDate("2026-01-12"), "Invented Gazette")
"""The word of an invented gazette: no real State did this."""

TODAY = date(2026, 3, 2)


@pytest.fixture
def facts(any_session: Session, now: datetime) -> Session:
    """The shipped facts, once with each engine."""
    load_facts(any_session, now)
    return any_session


@pytest.fixture
def action_id(facts: Session, now: datetime) -> int:
    """An action to tie to a step."""
    action = ParliamentaryAction(kind=ActionKind.QUESTION, title="Asked", logged_at=now)
    facts.add(action)
    facts.flush()
    return action.id


def step_of(session: Session, iso2: str, on: date = TODAY) -> Step:
    return standing_of(session, "ccm", iso2, on, today=TODAY).step


def test_a_party_in_which_a_withdrawal_is_tabled_is_asked_to_stay(facts: Session, now: datetime) -> None:
    asked = step_of(facts, "NO")
    record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    assert asked is Step.PROMOTE
    assert step_of(facts, "NO") is Step.STAY
    assert step_of(facts, "NO", date(2026, 1, 11)) is Step.PROMOTE
    assert standing_of(facts, "apmbc", "NO", TODAY).step is not Step.STAY


def test_two_statements_tell_of_steps_too(facts: Session, now: datetime) -> None:
    record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    engine, treaty = facts.get_bind(), get_treaty(facts, "ccm")
    assert isinstance(engine, Engine)
    with counted(engine) as sent:
        assert standings(facts, "ccm", TODAY)["NO"].step is Step.STAY
    assert len(sent) == 2, f"the {treaty.short_name} is at hand"


def test_a_bill_that_was_rejected_lets_the_state_stay(facts: Session, now: datetime) -> None:
    bill = record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    move_milestone(facts, OPERATOR, now, bill, MilestoneState.REJECTED, PartialDate("2026-02-20"), "Invented vote")
    assert (bill.on, bill.ended_on, bill.source) == ("2026-01-12", "2026-02-20", "Invented vote")
    assert step_of(facts, "NO") is Step.PROMOTE
    assert step_of(facts, "NO", date(2026, 2, 19)) is Step.STAY


def test_an_embargoed_step_moves_nothing_before_its_day(facts: Session, now: datetime) -> None:
    hidden = Draft(TABLED.kind, TABLED.state, TABLED.on, TABLED.source, embargo_until=date(2026, 3, 3))
    record_milestone(facts, OPERATOR, now, "ccm", "NO", hidden)
    assert step_of(facts, "NO") is Step.PROMOTE
    assert standing_of(facts, "ccm", "NO", TODAY, today=date(2026, 3, 3)).step is Step.STAY
    assert not milestones_of(facts, "NO", NOBODY, TODAY)
    assert [row.milestone.source for row in milestones_of(facts, "NO", OPERATOR, TODAY)] == ["Invented Gazette"]
    assert not milestones_done_between(facts, date(2026, 1, 1), TODAY, "ccm")


def test_once_the_state_acted_its_treaty_actions_say_how_it_stands(facts: Session, now: datetime) -> None:
    record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    for kind, on in (
        (TreatyActionKind.WITHDRAWAL_NOTIFIED, date(2026, 2, 1)),
        (TreatyActionKind.WITHDRAWAL_REVOKED, date(2026, 2, 20)),
    ):
        facts.add(TreatyAction(treaty_key="ccm", iso2="NO", kind=kind, on=on, source="test", entered_at=now))
    facts.flush()
    assert step_of(facts, "NO", date(2026, 2, 10)) is Step.STAY
    assert step_of(facts, "NO") is Step.PROMOTE


@pytest.mark.parametrize(
    ("state", "on", "ended_on", "fault"),
    [
        (MilestoneState.DONE, None, None, Fault.NO_DAY),
        (MilestoneState.DONE, "2026-03-03", None, Fault.NOT_YET),
        (MilestoneState.REJECTED, "2026-02-03", "2026-01", Fault.ENDED_BEFORE),
    ],
)
def test_what_cannot_be_is_not_kept(
    session: Session, now: datetime, state: MilestoneState, on: str | None, ended_on: str | None, fault: Fault
) -> None:
    days = [PartialDate(day) if day else None for day in (on, ended_on)]
    draft = Draft(MilestoneKind.COMMITTEE, state, days[0], "test", days[1])
    with pytest.raises(MilestoneError) as caught:
        record_milestone(session, OPERATOR, now, "ccm", "NO", draft)
    assert caught.value.fault is fault
    with pytest.raises(NotAllowedError):
        record_milestone(session, NOBODY, now, "ccm", "NO", TABLED)


def test_a_done_step_without_a_day_is_refused_by_the_database_itself(facts: Session, now: datetime) -> None:
    bill = record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    with pytest.raises(sa.exc.IntegrityError):
        facts.execute(sa.update(Milestone).where(Milestone.id == bill.id).values(on=None))


def test_nothing_led_to_a_step_without_evidence(facts: Session, now: datetime, action_id: int) -> None:
    bill = record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    with pytest.raises(MilestoneError):
        tie_action(facts, OPERATOR, bill, action_id, Tie.LED_TO, "  ")
    tied = tie_action(facts, OPERATOR, bill, action_id, Tie.LED_TO, "The minutes name it.")
    assert [tie.tie for tie, _step in ties_of_action(facts, action_id, OPERATOR, TODAY)] == [Tie.LED_TO]
    with pytest.raises(MilestoneError):
        tie_action(facts, OPERATOR, bill, action_id, Tie.PRECEDED, "")
    with pytest.raises(sa.exc.IntegrityError):
        facts.execute(sa.update(MilestoneAction).where(MilestoneAction.id == tied.id).values(evidence=""))


def test_a_step_taken_away_takes_its_ties_along(facts: Session, now: datetime, action_id: int) -> None:
    bill = record_milestone(facts, OPERATOR, now, "ccm", "NO", TABLED)
    first = tie_action(facts, OPERATOR, bill, action_id, Tie.PRECEDED, "")
    untie(facts, OPERATOR, bill, first.id)
    tie_action(facts, OPERATOR, bill, action_id, Tie.CITED_IN, "")
    take_away(facts, OPERATOR, bill)
    assert not ties_of_action(facts, action_id, OPERATOR, TODAY)
    assert not all_milestones(facts, "ccm", OPERATOR, TODAY)


def test_a_step_that_was_done_is_news_once(facts: Session, now: datetime) -> None:
    done = Draft(MilestoneKind.BILL_TABLED, MilestoneState.DONE, PartialDate("2026-02"), "test")
    bill = record_milestone(facts, OPERATOR, now, "ccm", "KE", done)
    edit_milestone(facts, OPERATOR, now, bill, Draft(MilestoneKind.COMMITTEE, MilestoneState.DONE, bill.on, "test"))
    windows = [(date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 2), date(2026, 3, 9)), (date(2026, 3, 10), TODAY)]
    assert [len(milestones_done_between(facts, *days, "ccm")) for days in windows] == [0, 1, 0]
