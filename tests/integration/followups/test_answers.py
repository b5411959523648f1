"""Questions that were asked: somebody looks whether they were answered, and nobody is asked twice."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from crm.actions.models import ActionKind, ActionState, OutcomeKind, ParliamentaryAction
from crm.actions.services import ActionDraft, Part, record_action, record_outcome
from crm.actions.services.drafts import OutcomeDraft
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services import open_answers_due, see_to_answer
from crm.partial_date import PartialDate
from tests.conftest import NOW
from tests.support.scene import Scene


def ask(scene: Scene, on: str | None, kind: ActionKind = ActionKind.QUESTION, **fields: object) -> ParliamentaryAction:
    """Log what Jane did."""
    when = PartialDate(on) if on else None
    draft = ActionDraft(
        kind=kind, title="When will Kenya ratify", on=when, participants=(Part(scene.jane.id),), **fields
    )  # type: ignore[arg-type]
    return record_action(scene.session, scene.staff, NOW, draft)


def opened(scene: Scene) -> list[FollowUp]:
    return list(scene.session.scalars(sa.select(FollowUp).where(FollowUp.kind == FollowUpKind.ANSWER_DUE)))


def test_a_question_is_looked_into_a_month_later_by_whoever_looks_after_the_member(scene: Scene) -> None:
    scene.jane.owner_id = scene.staff.user_id
    question = ask(scene, "2026-02-20")
    assert open_answers_due(scene.session, NOW) == 1
    [follow_up] = opened(scene)
    assert (follow_up.action_id, follow_up.member_id, follow_up.owner_id) == (
        question.id,
        scene.jane.id,
        scene.staff.user_id,
    )
    assert follow_up.due_on == date(2026, 3, 23)
    assert follow_up.text == "Did the Government answer: When will Kenya ratify?"


def test_a_question_is_asked_about_once(scene: Scene) -> None:
    ask(scene, "2026-02-20")
    assert [open_answers_due(scene.session, NOW) for _time in range(2)] == [1, 0]
    [follow_up] = opened(scene)
    follow_up.state = FollowUpState.DROPPED
    scene.session.flush()
    assert open_answers_due(scene.session, NOW) == 0


@pytest.mark.parametrize(
    ("on", "kind", "state"),
    [
        (None, ActionKind.QUESTION, ActionState.DONE),
        ("2026", ActionKind.QUESTION, ActionState.DONE),
        ("2025-06-01", ActionKind.QUESTION, ActionState.DONE),
        ("2026-03-20", ActionKind.QUESTION, ActionState.DONE),
        ("2026-02-20", ActionKind.QUESTION, ActionState.PLANNED),
        ("2026-02-20", ActionKind.MOTION, ActionState.DONE),
    ],
)
def test_what_is_no_question_of_late_waits_for_no_answer(
    scene: Scene, on: str | None, kind: ActionKind, state: ActionState
) -> None:
    ask(scene, on, kind, state=state)
    assert open_answers_due(scene.session, NOW) == 0


def test_an_answer_ends_the_waiting_and_an_answered_question_never_waits(scene: Scene) -> None:
    question = ask(scene, "2026-02-20")
    open_answers_due(scene.session, NOW)
    record_outcome(scene.session, scene.jane_herself, NOW, question, OutcomeDraft(kind=OutcomeKind.ANSWER))
    see_to_answer(scene.session, scene.jane_herself, NOW, question.id)
    [follow_up] = opened(scene)
    assert (follow_up.state, follow_up.closed_by) == (FollowUpState.DONE, scene.jane_herself.user_id)
    other = ask(scene, "2026-02-21")
    record_outcome(scene.session, scene.staff, NOW, other, OutcomeDraft(kind=OutcomeKind.ANSWER))
    assert open_answers_due(scene.session, NOW) == 0
