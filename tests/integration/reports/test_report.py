"""What a report counts, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.actions.models import (
    ActionKind,
    ActionState,
    Evidence,
    Outcome,
    OutcomeKind,
    ParliamentaryAction,
    Participation,
)
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.mail.models import Message, MessageState
from crm.members.models import Member, Stage, StageChange
from crm.partial_date import PartialDate
from crm.reports.period import Period
from crm.reports.queries import friend_moves, friends_by_country, outcomes_in, report
from crm.treaties.services import load_facts

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
AT = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture
def network(any_session: Session) -> Session:
    """Two friends in Vanuatu, one in Kenya and one who left; what they did around 2025; a digest sent."""
    session = any_session
    load_facts(session, AT)
    friend = _member(session, "Amina Gladewater", "VU", Stage.FRIEND)
    _member(session, "Ruth Fernhollow", "VU", Stage.FRIEND)
    _member(session, "Otis Larkwell", "KE", Stage.FRIEND)
    left = _member(session, "Jonas Ivystone", "LT", Stage.LEFT)
    changes = (friend, Stage.INVITED, Stage.FRIEND), (left, Stage.FRIEND, Stage.LEFT)
    for member_id, before, after in changes:
        session.add(StageChange(member_id=member_id, before=before, after=after, on=AT.date(), reason="told us"))
    _action(session, friend, "2025", Evidence.TOLD)
    answered = _action(session, friend, "2025-03", Evidence.SEEN)
    _action(session, friend, "2024-05-01", Evidence.SEEN)
    _action(session, left, "2025-04-01", Evidence.SEEN)
    session.add(Outcome(action_id=answered, kind=OutcomeKind.ANSWER, on=PartialDate("2025-04"), noted_at=AT))
    session.add(
        Outcome(action_id=answered, kind=OutcomeKind.ANSWER, on=None, noted_at=datetime(2026, 1, 2, tzinfo=UTC))
    )
    digest = Digest(
        title="June", state=DigestState.SENT, window_starts_at=AT, window_ends_at=AT, public_token="t" * 32,
        created_at=AT, sent_at=AT, recipients=1,
    )  # fmt: skip
    session.add(digest)
    session.flush()
    session.add(
        Message(
            kind="digest", subject_id=digest.id, recipient_id=friend, email="amina@parliament.example",
            message_id="<1@coalition.example>", state=MessageState.SENT, queued_at=AT, due_at=AT,
        )
    )  # fmt: skip
    session.flush()
    return session


def _member(session: Session, name: str, iso2: str, stage: Stage) -> int:
    member = Member(name=name, sort_name=name.lower(), country_iso2=iso2, stage=stage, created_at=AT)
    session.add(member)
    session.flush()
    return member.id


def _action(session: Session, member_id: int, on: str, evidence: Evidence) -> int:
    action = ParliamentaryAction(
        kind=ActionKind.QUESTION, title="Asked", on=PartialDate(on), country_iso2="VU", evidence=evidence,
        state=ActionState.DONE, logged_at=AT,
    )  # fmt: skip
    session.add(action)
    session.flush()
    session.add(Participation(action_id=action.id, member_id=member_id))
    session.flush()
    return action.id


def test_it_counts_friends_their_actions_and_what_came_of_them(network: Session) -> None:
    found = report(network, YEAR, date(2026, 3, 2))
    assert (found.gained, found.lost, found.friends, found.countries) == (1, 1, 3, 2)
    assert {cell.evidence: cell.number for cell in found.cells} == {Evidence.TOLD: 1, Evidence.SEEN: 1}
    assert found.outcomes[OutcomeKind.ANSWER] == 1
    assert [(digest.title, counts[MessageState.SENT]) for digest, counts in found.digests] == [("June", 1)]


def test_it_names_states_that_moved_with_what_friends_did_before(network: Session) -> None:
    moved = {move.country.iso2: move.friends_actions for move in report(network, YEAR, date(2026, 3, 2)).moves}
    assert moved["LT"] == 0
    assert moved["VU"] == 2


def test_each_number_equals_the_length_of_its_list(network: Session) -> None:
    found = report(network, YEAR, date(2026, 3, 2))
    assert len(friend_moves(network, YEAR, OPERATOR, gained=True)) == found.gained
    assert len(friend_moves(network, YEAR, OPERATOR, gained=False)) == found.lost
    assert len(friends_by_country(network)) == found.countries
    assert len(outcomes_in(network, YEAR, OutcomeKind.ANSWER, OPERATOR)) == found.outcomes[OutcomeKind.ANSWER]
