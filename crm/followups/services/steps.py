"""What waits for a person because of a step at home: a day that was expected, or months without a move."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR, Actor
from crm.followups.due import working_day
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services.changing import close
from crm.followups.services.opening import Promise, open_follow_up
from crm.milestones.kinds import WAITING, MilestoneState
from crm.milestones.models import Milestone
from crm.milestones.process import months_between
from crm.milestones.queries import waiting_milestones
from crm.milestones.services import subject_of
from crm.milestones.wording import milestone_word

STALLED_MONTHS = 6
"""A step under way that did not move for so long is asked about; so is one a month after the day it was expected."""


def see_to_step(session: Session, actor: Actor, now: datetime, milestone: Milestone, *, gone: bool = False) -> None:
    """Let what waits follow a step: its owner asks on the day it is expected; nobody asks once it is over or gone."""
    waiting = _open_of(session, milestone)
    expected = _asked_on(milestone)
    if gone or milestone.state not in WAITING or milestone.owner_id is None or expected is None:
        for follow_up in waiting:
            close(session, actor, now, follow_up, FollowUpState.DROPPED, note="The step has moved.")
    elif waiting:
        waiting[0].due_on, waiting[0].owner_id = expected, milestone.owner_id
        session.flush()
    else:
        _open(session, actor, now, milestone, max(expected, now.date()))


def open_stalled(session: Session, now: datetime) -> int:
    """Open a follow-up for each step that stalled and of which none waits, once for each move; says how many."""
    opened = 0
    asked = set(session.scalars(_asked_since()))
    for milestone in waiting_milestones(session):
        if milestone.id not in asked and is_stalled(milestone, now.date()):
            _open(session, OPERATOR, now, milestone, working_day(now.date()))
            opened += 1
    return opened


def is_stalled(milestone: Milestone, today: date) -> bool:
    """Whether a step did not move for months, or its expected day is a month past."""
    if milestone.state is MilestoneState.UNDER_WAY:
        return months_between(milestone.moved_at.date(), today) >= STALLED_MONTHS and (
            milestone.on is None or months_between(milestone.on.latest, today) >= STALLED_MONTHS
        )
    due = milestone.on.latest if milestone.on else milestone.moved_at.date() + timedelta(days=30 * STALLED_MONTHS)
    return milestone.state is MilestoneState.EXPECTED and months_between(due, today) >= 1


def _open(session: Session, actor: Actor, now: datetime, milestone: Milestone, due_on: date) -> None:
    promise = Promise(
        text=f"How does it stand: {milestone_word(milestone.kind).lower()}?",
        due_on=due_on,
        kind=FollowUpKind.STALLED_STEP,
        country_iso2=milestone.iso2,
        owner_id=milestone.owner_id,
        subject=subject_of(milestone),
    )
    open_follow_up(session, actor, now, promise)


def _asked_on(milestone: Milestone) -> date | None:
    """The working day on which to ask how an expected step went."""
    if milestone.state is not MilestoneState.EXPECTED or milestone.on is None:
        return None
    return working_day(milestone.on.latest)


def _open_of(session: Session, milestone: Milestone) -> list[FollowUp]:
    chosen = sa.select(FollowUp).where(
        FollowUp.kind == FollowUpKind.STALLED_STEP,
        FollowUp.state == FollowUpState.OPEN,
        FollowUp.subject == subject_of(milestone),
    )
    return list(session.scalars(chosen.order_by(FollowUp.id)))


def _asked_since() -> sa.Select[int]:
    """Steps about which a follow-up waits, or was opened since they last moved."""
    named = sa.literal("milestones:") + sa.cast(Milestone.id, sa.String)
    return sa.select(Milestone.id).join(
        FollowUp,
        sa.and_(
            FollowUp.kind == FollowUpKind.STALLED_STEP,
            FollowUp.subject == named,
            sa.or_(FollowUp.state == FollowUpState.OPEN, FollowUp.opened_at >= Milestone.moved_at),
        ),
    )
