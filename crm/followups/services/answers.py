"""What waits because a question was asked: somebody looks whether the Government answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from crm.accounts.rights import OPERATOR, Actor
from crm.actions.models import (
    ActionKind,
    ActionState,
    Outcome,
    ParliamentaryAction,
    ParticipantRole,
    Participation,
)
from crm.followups.due import working_day
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services.changing import close
from crm.followups.services.opening import Promise, open_follow_up
from crm.members.models import Member

DAYS_TO_ANSWER = 30
"""When to look: each parliament has its own rule, so the item asks and says nothing of late."""

NO_OLDER = timedelta(days=90)
"""Older questions came from a file of the past, or were looked into."""


def open_answers_due(session: Session, now: datetime) -> int:
    """Open a follow-up for each question of late that has no outcome, once for each; says how many."""
    waiting = session.execute(_questions(now)).all()
    for row in waiting:
        question: ParliamentaryAction = row.ParliamentaryAction
        asked_on = question.on.latest if question.on is not None else now.date()
        due_on = working_day(asked_on + timedelta(days=DAYS_TO_ANSWER))
        promise = Promise(
            text=f"Did the Government answer: {question.title}?",
            due_on=max(due_on, now.date()),
            kind=FollowUpKind.ANSWER_DUE,
            member_id=row.lead_id,
            country_iso2=question.country_iso2,
            action_id=question.id,
            owner_id=row.owner_id,
        )
        open_follow_up(session, OPERATOR, now, promise)
    return len(waiting)


def see_to_answer(session: Session, actor: Actor, now: datetime, action_id: int) -> None:
    """Close what waits for an answer that has come; a member who noted it need not be one who closes follow-ups."""
    waiting = sa.select(FollowUp).where(
        FollowUp.kind == FollowUpKind.ANSWER_DUE,
        FollowUp.state == FollowUpState.OPEN,
        FollowUp.action_id == action_id,
    )
    for follow_up in session.scalars(waiting).all():
        close(session, OPERATOR, now, follow_up, note="What came of it is kept.")
        follow_up.closed_by = actor.user_id


def _questions(now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Questions of late without an outcome, about which nobody was asked, with who leads and who looks after them."""
    answered = sa.select(Outcome.id).where(Outcome.action_id == ParliamentaryAction.id)
    asked = sa.select(FollowUp.id).where(
        FollowUp.kind == FollowUpKind.ANSWER_DUE, FollowUp.action_id == ParliamentaryAction.id
    )
    leading = aliased(Participation)
    first = sa.select(sa.func.min(leading.id)).where(
        leading.action_id == ParliamentaryAction.id, leading.role == ParticipantRole.LEAD
    )
    when = sa.type_coerce(ParliamentaryAction.on, sa.String)
    return (
        sa.select(ParliamentaryAction, Member.id.label("lead_id"), Member.owner_id)
        .select_from(ParliamentaryAction)
        .outerjoin(Participation, Participation.id == first.scalar_subquery())
        .outerjoin(Member, Member.id == Participation.member_id)
        .where(
            ParliamentaryAction.kind == ActionKind.QUESTION,
            ParliamentaryAction.state == ActionState.DONE,
            when >= (now - NO_OLDER).date().isoformat(),
            when <= now.date().isoformat(),
            # A year alone is too little to ask by.
            sa.func.length(when) > len("YYYY"),
            ~answered.exists(),
            ~asked.exists(),
        )
        .order_by(ParliamentaryAction.on, ParliamentaryAction.id)
    )
