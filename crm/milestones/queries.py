"""Everything we ask about steps at home; what is under embargo is left out unless one asks for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.countries.models import Chamber
from crm.db import Base
from crm.milestones.kinds import WAITING, MilestoneState
from crm.milestones.models import Milestone, MilestoneAction
from crm.prebuilt import prebuilt

_Steps: TypeAlias = sa.Select[Milestone, str | None, str | None]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with the names it points to."""

    milestone: Milestone
    chamber: str | None
    owner: str | None


def sees_embargoed(actor: Actor) -> bool:
    """Whether an actor sees steps before their embargo ends: those who keep the facts."""
    return allowed(actor, Act.EDIT_FACTS, Relation.ANY)


def open_to(actor: Actor, today: date) -> sa.ColumnElement[bool]:
    """Whether an actor may see a step on a day."""
    return sa.true() if sees_embargoed(actor) else open_on(today)


def open_on(today: date) -> sa.ColumnElement[bool]:
    """Whether a step is under no embargo on a day."""
    return sa.or_(Milestone.embargo_until.is_(None), Milestone.embargo_until <= today)


def milestones_of(session: Session, iso2: str, actor: Actor, today: date) -> Sequence[StepRow]:
    """The steps of a State under every treaty, in the order of their days; those without one come last."""
    return _rows(session, _of_state(iso2, today, embargoed=sees_embargoed(actor)))


def latest_steps(steps: Sequence[StepRow], past: int) -> Sequence[StepRow]:
    """Of the steps in the order of their days: those of which something is still to come, and the last ones before."""
    waits = [row.milestone.state in WAITING for row in steps]
    gone = [row for row, waiting in zip(steps, waits, strict=True) if not waiting][-past:]
    return [row for row, waiting in zip(steps, waits, strict=True) if waiting or row in gone]


def all_milestones(session: Session, treaty_key: str, actor: Actor, today: date) -> Sequence[StepRow]:
    """The steps of every State towards or away from a treaty, in the order of their days."""
    return _rows(session, _under(treaty_key, today, embargoed=sees_embargoed(actor)))


def find_milestone(session: Session, milestone_id: int, actor: Actor, today: date) -> StepRow | None:
    """One step, if there is one that the actor may see."""
    return next(iter(_rows(session, _one(milestone_id, today, embargoed=sees_embargoed(actor)))), None)


def milestones_done_between(session: Session, start: date, end: date, treaty_key: str) -> Sequence[Milestone]:
    """Steps that were done and became news on days from start to end, both included.

    One becomes news on the later of two days: it was last moved here, its embargo ended.
    """
    first, after = (datetime.combine(day, time(), UTC) for day in (start, end + timedelta(days=1)))
    chosen = sa.select(Milestone).where(
        Milestone.treaty_key == treaty_key,
        Milestone.state == MilestoneState.DONE,
        Milestone.moved_at < after,
        open_on(end),
        sa.or_(Milestone.moved_at >= first, Milestone.embargo_until >= start),
    )
    return session.scalars(chosen.order_by(Milestone.on, Milestone.iso2, Milestone.id)).all()


def waiting_milestones(session: Session) -> Sequence[Milestone]:
    """Steps of which something is still to come, of every State."""
    return session.scalars(sa.select(Milestone).where(Milestone.state.in_(WAITING)).order_by(Milestone.id)).all()


def ties_of_milestones(session: Session, ids: Collection[int]) -> Sequence[MilestoneAction]:
    """The actions tied to these steps."""
    chosen = sa.select(MilestoneAction).where(MilestoneAction.milestone_id.in_(list(ids)))
    return session.scalars(chosen.order_by(MilestoneAction.id)).all()


def ties_of_action(
    session: Session, action_id: int, actor: Actor, today: date
) -> Sequence[tuple[MilestoneAction, Milestone]]:
    """The steps that an action is tied to, as far as the actor may see them."""
    chosen = (
        sa.select(MilestoneAction, Milestone)
        .join(Milestone, Milestone.id == MilestoneAction.milestone_id)
        .where(MilestoneAction.action_id == action_id, open_to(actor, today))
    )
    return [(tie, milestone) for tie, milestone in session.execute(chosen.order_by(MilestoneAction.id))]


def chamber_choices(session: Session, iso2: str) -> Sequence[tuple[int, str]]:
    """The chambers of a State, by name."""
    chosen = sa.select(Chamber.id, Chamber.name).where(Chamber.country_iso2 == iso2)
    return [(number, name) for number, name in session.execute(chosen.order_by(Chamber.name, Chamber.id))]


def has_treaty(session: Session, treaty_key: str) -> bool:
    """Whether there is a treaty of this key."""
    table = Base.metadata.tables["treaty"]
    return session.execute(sa.select(table.c.key).where(table.c.key == treaty_key)).first() is not None


@prebuilt
def _of_state(iso2: str, today: date, *, embargoed: bool) -> _Steps:
    return _steps(Milestone.iso2 == iso2, today, embargoed=embargoed)


@prebuilt
def _under(treaty_key: str, today: date, *, embargoed: bool) -> _Steps:
    return _steps(Milestone.treaty_key == treaty_key, today, embargoed=embargoed)


@prebuilt
def _one(milestone_id: int, today: date, *, embargoed: bool) -> _Steps:
    return _steps(Milestone.id == milestone_id, today, embargoed=embargoed)


def _steps(which: sa.ColumnElement[bool], today: date, *, embargoed: bool) -> _Steps:
    owner = sa.func.coalesce(sa.func.nullif(User.name, ""), User.email)
    day = sa.func.coalesce(sa.type_coerce(Milestone.ended_on, sa.String), sa.type_coerce(Milestone.on, sa.String))
    return (
        sa.select(Milestone, Chamber.name, owner)
        .outerjoin(Chamber, Chamber.id == Milestone.chamber_id)
        .outerjoin(User, User.id == Milestone.owner_id)
        .where(which, sa.true() if embargoed else open_on(today))
        .order_by(Milestone.iso2, day.is_(None), day, Milestone.id)
    )


def _rows(session: Session, asked: tuple[_Steps, Mapping[str, Any]]) -> Sequence[StepRow]:
    return [StepRow(*row) for row in session.execute(*asked)]
