"""One action: its row, who took part, where, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.actions.models import ActionChamber, Outcome, ParliamentaryAction, ParticipantRole, Participation
from crm.actions.queries.visibility import visible_to
from crm.countries.models import Chamber, Country
from crm.members.models import Member, Stage
from crm.members.queries.audience import visible
from crm.paging import AnySelect
from crm.partial_date import PartialDate
from crm.prebuilt import prebuilt


class Participant(NamedTuple):
    """Somebody's part in an action; `name` is None where the reader may not know who it is."""

    member_id: int
    name: str | None
    role: ParticipantRole
    on: PartialDate | None
    withdrawn_on: PartialDate | None
    country_iso2: str | None
    is_friend: bool


@dataclass(frozen=True)
class ActionRecord:
    """An action with its country and its participants."""

    action: ParliamentaryAction
    country: Country | None
    participants: Sequence[Participant] = ()


def find_action(session: Session, action_id: int, actor: Actor) -> ActionRecord | None:
    """An action, if there is one of this number that the actor may see."""
    row = session.execute(
        sa.select(ParliamentaryAction, Country)
        .outerjoin(Country, Country.iso2 == ParliamentaryAction.country_iso2)
        .where(ParliamentaryAction.id == action_id, visible_to(actor))
    ).first()
    if row is None:
        return None
    action, country = row
    return ActionRecord(action, country, participants_of(session, [action.id], actor).get(action.id, ()))


def get_action(session: Session, action_id: int, actor: Actor) -> ActionRecord:
    """An action that the actor may see; raises LookupError when there is none."""
    record = find_action(session, action_id, actor)
    if record is None:
        message = f"no action has the number {action_id}"
        raise LookupError(message)
    return record


def may_edit(record: ActionRecord, actor: Actor) -> bool:
    """Whether an actor may edit an action: those who keep the records, who took part, and who wrote it down."""
    mine = actor.user_id is not None and record.action.logged_by == actor.user_id
    took_part = any(part.member_id in actor.members for part in record.participants)
    return allowed(actor, Act.LOG_ACTIONS, Relation.OWN if mine or took_part else Relation.ANY)


def participants_of(session: Session, action_ids: Collection[int], actor: Actor) -> Mapping[int, Sequence[Participant]]:
    """Who took part in each of these actions, leaders first; a shielded name is for those who look after it."""
    found: dict[int, list[Participant]] = {}
    if not action_ids:
        return found
    for row in session.execute(*_participants_of(list(action_ids), actor=actor)):
        action_id, member_id, name, role, on, withdrawn_on, country_iso2, stage = row
        part = Participant(member_id, name, role, on, withdrawn_on, country_iso2, stage is Stage.FRIEND)
        found.setdefault(action_id, []).append(part)
    return found


@prebuilt
def _participants_of(action_ids: Sequence[int], *, actor: Actor) -> AnySelect:
    # A name is open to all who see the action, unless its bearer is shielded from them.
    named = sa.and_(Member.erased_at.is_(None), sa.or_(Member.shielded.is_(False), sa.and_(sa.true(), *visible(actor))))
    rank = sa.case({ParticipantRole.LEAD.value: 0, ParticipantRole.CO_SPONSOR.value: 1}, value=_role, else_=2)
    return (
        sa.select(
            Participation.action_id,
            Participation.member_id,
            sa.case((named, Member.name)),
            Participation.role,
            Participation.on,
            Participation.withdrawn_on,
            Member.country_iso2,
            Member.stage,
        )
        .join(Member, Member.id == Participation.member_id)
        .where(Participation.action_id.in_(action_ids))
        .order_by(Participation.action_id, rank, Participation.id)
    )


def chambers_of_action(session: Session, action_id: int) -> Sequence[Chamber]:
    """The chambers in which an action was taken, by name."""
    return session.scalars(
        sa.select(Chamber)
        .join(ActionChamber, ActionChamber.chamber_id == Chamber.id)
        .where(ActionChamber.action_id == action_id)
        .order_by(Chamber.name, Chamber.id)
    ).all()


def outcomes_of(session: Session, action_id: int) -> Sequence[Outcome]:
    """What came of an action, in the order it was noted."""
    return session.scalars(sa.select(Outcome).where(Outcome.action_id == action_id).order_by(Outcome.id)).all()


_role = sa.cast(Participation.role, sa.String)
