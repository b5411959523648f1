"""A network with some actions and follow-ups, for looking at their pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from crm.accounts.rights import OPERATOR
from crm.actions.models import ActionKind, Evidence, OutcomeKind, ParticipantRole, Visibility
from crm.actions.services import ActionDraft, OutcomeDraft, Part, record_action, record_outcome
from crm.followups.models import FollowUpKind
from crm.followups.services import Promise, open_follow_up
from crm.members.models import Stage
from crm.partial_date import PartialDate
from crm.treaties.step import Step
from tests.support.scene import country, person
from tests.support.storing import AT, writing


@pytest.fixture
def jane_id(app: Flask) -> int:
    """Jane of Kenya with what she did, and what we owe her."""
    with writing(app) as session:
        session.add_all([country("KE", "Kenya"), country("NP", "Nepal"), country("VC", "Saint Vincent")])
        session.flush()
        jane = person(session, "Jane Wanjikũ", "KE", Stage.FRIEND)
        ali = person(session, "Ali Gurung", "NP", Stage.FRIEND)
        question = ActionDraft(
            ActionKind.QUESTION,
            "Oral question to the Cabinet Secretary for Foreign Affairs: when will Kenya ratify the Convention?",
            on=PartialDate("2026-02-03"),
            aim=Step.RATIFY,
            visibility=Visibility.NETWORK,
            text="To ask the Cabinet Secretary.\n\nKenya signed in 2008.",
            link="https://parliament.example/questions/12",
            participants=(Part(jane.id), Part(ali.id, ParticipantRole.SIGNATORY)),
        )
        action = record_action(session, OPERATOR, AT, question)
        answer = OutcomeDraft(OutcomeKind.ADOPTED, PartialDate("2026-02"), "Next year.", "", 120, 3, None)
        record_outcome(session, OPERATOR, AT, action, answer)
        motion = ActionDraft(ActionKind.MOTION, "Motion on transit", participants=(Part(ali.id),))
        record_action(session, OPERATOR, AT, motion)
        record_action(
            session,
            OPERATOR,
            AT,
            ActionDraft(ActionKind.BILL, "Implementation bill", PartialDate("2025"), evidence=Evidence.SEEN),
        )
        today = datetime.now(UTC).date()
        for days, text, kind in (
            (-3, "Send the briefing on stockpiles", FollowUpKind.PROMISE),
            (0, "I need a draft: a motion, before the debate on the budget", FollowUpKind.REQUEST),
            (0, "Ask for the answer to the oral question", FollowUpKind.ANSWER_DUE),
            (5, "Call about the visit", FollowUpKind.PROMISE),
        ):
            due = today + timedelta(days=days)
            open_follow_up(session, OPERATOR, AT, Promise(text, due, kind, jane.id, action_id=action.id))
        return jane.id
