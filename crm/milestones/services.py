"""What we do with steps at home: keep, move, change and take one away, and tie actions to it; each can be undone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.audit.services import describe
from crm.milestones.kinds import ENDED, MilestoneKind, MilestoneState, Tie
from crm.milestones.models import Milestone, MilestoneAction
from crm.partial_date import PartialDate


class Fault(StrEnum):
    """Why a step can't be kept as told."""

    NO_DAY = "no day"
    NOT_YET = "not yet"
    ENDED_BEFORE = "ended before it began"
    NO_EVIDENCE = "no evidence"
    TIED_ALREADY = "tied already"


class MilestoneError(ValueError):
    """A step can't be kept as told; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the reason."""
        super().__init__(fault.value)
        self.fault = fault


class NotAllowedError(PermissionError):
    """An act on a step that is not the actor's to do."""


@dataclass(frozen=True)
class Draft:
    """A step as somebody tells it."""

    kind: MilestoneKind
    state: MilestoneState
    on: PartialDate | None
    source: str
    ended_on: PartialDate | None = None
    chamber_id: int | None = None
    note: str = ""
    blocker: str = ""
    owner_id: int | None = None
    embargo_until: date | None = None


def record_milestone(
    session: Session, actor: Actor, now: datetime, treaty_key: str, iso2: str, draft: Draft
) -> Milestone:
    """Keep a step of a State; raises MilestoneError where its day is missing or can't be."""
    _require(actor)
    _check(draft, now.date())
    milestone = Milestone(
        treaty_key=treaty_key,
        iso2=iso2,
        entered_at=now,
        entered_by=actor.user_id,
        moved_at=now,
        **asdict(draft),
    )
    session.add(milestone)
    session.flush()
    describe(session, f"Recorded a step at home: {iso2}, {draft.kind.value}", subject=subject_of(milestone))
    return milestone


def move_milestone(
    session: Session,
    actor: Actor,
    now: datetime,
    milestone: Milestone,
    state: MilestoneState,
    day: PartialDate | None,
    source: str = "",
) -> Milestone:
    """Say how far a step came, and when: the day on which it was begun is kept when it is rejected or dropped.

    Raises MilestoneError where the day is missing or can't be.
    """
    _require(actor)
    over = state in ENDED and milestone.on is not None
    on, ended_on = (milestone.on, day) if over else (day, None)
    if over and day is None:
        raise MilestoneError(Fault.NO_DAY)
    _check(Draft(milestone.kind, state, on, source, ended_on), now.date())
    milestone.state, milestone.on, milestone.ended_on, milestone.moved_at = state, on, ended_on, now
    milestone.source = source or milestone.source
    session.flush()
    describe(
        session,
        f"Moved a step at home: {milestone.iso2}, {milestone.kind.value}, {state.value}",
        subject=subject_of(milestone),
    )
    return milestone


def edit_milestone(session: Session, actor: Actor, now: datetime, milestone: Milestone, draft: Draft) -> Milestone:
    """Correct a step; it counts as moved where its kind, state or days change."""
    _require(actor)
    _check(draft, now.date())
    before = milestone.stage
    for name, value in asdict(draft).items():
        setattr(milestone, name, value)
    if milestone.stage != before:
        milestone.moved_at = now
    session.flush()
    describe(session, f"Edited a step at home: {milestone.iso2}", subject=subject_of(milestone))
    return milestone


def take_away(session: Session, actor: Actor, milestone: Milestone) -> None:
    """Take a step away, with the ties of actions to it."""
    _require(actor)
    describe(session, f"Took a step at home away: {milestone.iso2}", subject=subject_of(milestone))
    for tie in session.scalars(sa.select(MilestoneAction).where(MilestoneAction.milestone_id == milestone.id)):
        session.delete(tie)
    session.flush()
    session.delete(milestone)
    session.flush()


def tie_action(
    session: Session, actor: Actor, milestone: Milestone, action_id: int, tie: Tie, evidence: str
) -> MilestoneAction:
    """Say how an action is tied to a step; raises MilestoneError: "led to" needs evidence, and one tie is enough."""
    _require(actor)
    evidence = evidence.strip()
    if tie is Tie.LED_TO and not evidence:
        raise MilestoneError(Fault.NO_EVIDENCE)
    same = sa.select(MilestoneAction).where(
        MilestoneAction.milestone_id == milestone.id, MilestoneAction.action_id == action_id
    )
    if session.scalars(same).first() is not None:
        raise MilestoneError(Fault.TIED_ALREADY)
    tied = MilestoneAction(milestone_id=milestone.id, action_id=action_id, tie=tie, evidence=evidence)
    session.add(tied)
    session.flush()
    describe(session, f"Tied an action to a step at home: {milestone.iso2}", subject=subject_of(milestone))
    return tied


def untie(session: Session, actor: Actor, milestone: Milestone, tie_id: int) -> None:
    """Take the tie of an action to a step away."""
    _require(actor)
    tie = session.get(MilestoneAction, tie_id)
    if tie is not None and tie.milestone_id == milestone.id:
        session.delete(tie)
        session.flush()
        describe(session, f"Untied an action from a step at home: {milestone.iso2}", subject=subject_of(milestone))


def subject_of(milestone: Milestone) -> str:
    """How the journal, and what waits for a person, name a step."""
    return f"milestones:{milestone.id}"


def _check(draft: Draft, today: date) -> None:
    """What a step must be to be told: dated, not to come unless expected, and not over before it began."""
    day = draft.ended_on or draft.on
    if draft.state is MilestoneState.EXPECTED:
        return
    if day is None:
        raise MilestoneError(Fault.NO_DAY)
    if max(each.earliest for each in (draft.on, draft.ended_on) if each is not None) > today:
        raise MilestoneError(Fault.NOT_YET)
    if draft.on is not None and draft.ended_on is not None and draft.ended_on.latest < draft.on.earliest:
        raise MilestoneError(Fault.ENDED_BEFORE)


def _require(actor: Actor) -> None:
    if not allowed(actor, Act.EDIT_FACTS, Relation.ANY):
        raise NotAllowedError
