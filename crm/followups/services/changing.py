"""Closing follow-ups, putting them off, and giving them to somebody else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.audit.services import describe
from crm.followups.models import FollowUp, FollowUpState
from crm.followups.services.errors import NotAllowedError
from crm.followups.services.opening import subject_of


def close(
    session: Session,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    state: FollowUpState = FollowUpState.DONE,
    *,
    note: str = "",
) -> None:
    """End the waiting: done, or dropped with a note that says why."""
    _require(actor)
    follow_up.state = state
    follow_up.closed_at = now
    follow_up.closed_by = actor.user_id
    if note.strip():
        follow_up.note = note.strip()
    session.flush()
    done = "Closed a follow-up" if state is FollowUpState.DONE else "Dropped a follow-up"
    describe(session, done, subject=subject_of(follow_up))


def reopen(session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """Let a closed follow-up wait again."""
    _require(actor)
    follow_up.state = FollowUpState.OPEN
    follow_up.closed_at = follow_up.closed_by = None
    session.flush()
    describe(session, "Opened a follow-up again", subject=subject_of(follow_up))


def snooze(session: Session, actor: Actor, follow_up: FollowUp, until: date) -> None:
    """Let a follow-up wait until a later day."""
    _require(actor)
    follow_up.due_on = until
    session.flush()
    describe(session, "Put a follow-up off", subject=subject_of(follow_up))


def hand_over(session: Session, actor: Actor, follow_up: FollowUp, owner_id: int | None) -> None:
    """Give a follow-up to somebody, or to nobody: then all who keep the records see it."""
    _require(actor)
    follow_up.owner_id = owner_id
    session.flush()
    describe(session, "Handed a follow-up over", subject=subject_of(follow_up))


def edit_follow_up(session: Session, actor: Actor, follow_up: FollowUp, text: str, due_on: date) -> None:
    """Say anew what is to be done, and by when."""
    _require(actor)
    follow_up.text, follow_up.due_on = text, due_on
    session.flush()
    describe(session, "Edited a follow-up", subject=subject_of(follow_up))


def _require(actor: Actor) -> None:
    if not allowed(actor, Act.EDIT_FOLLOW_UPS, Relation.ANY):
        raise NotAllowedError
