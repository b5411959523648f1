"""One follow-up, and what a member asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.queries.lists import FollowUpRow, as_row, read_rows, visible_to, with_names
from crm.prebuilt import prebuilt


def find_follow_up(session: Session, follow_up_id: int, actor: Actor) -> FollowUpRow | None:
    """A follow-up, if there is one of this number that the actor may see."""
    row = session.execute(with_names().where(FollowUp.id == follow_up_id, visible_to(actor))).first()
    return None if row is None else as_row(row)


def get_follow_up(session: Session, follow_up_id: int, actor: Actor) -> FollowUpRow:
    """A follow-up that the actor may see; raises LookupError when there is none."""
    row = find_follow_up(session, follow_up_id, actor)
    if row is None:
        message = f"no follow-up has the number {follow_up_id}"
        raise LookupError(message)
    return row


def answers_due_in(session: Session, iso2: str, actor: Actor) -> Sequence[FollowUp]:
    """The answers of a Government that somebody waits for, the next one first."""
    return session.scalars(*_answers_due_in(iso2, actor=actor)).all()


@prebuilt
def _answers_due_in(iso2: str, *, actor: Actor) -> sa.Select[FollowUp]:
    chosen = sa.select(FollowUp).where(
        FollowUp.kind == FollowUpKind.ANSWER_DUE,
        FollowUp.state == FollowUpState.OPEN,
        FollowUp.country_iso2 == iso2,
        visible_to(actor),
    )
    return chosen.order_by(FollowUp.due_on, FollowUp.id)


def subjects_waiting(session: Session, subjects: Collection[str]) -> frozenset[str]:
    """About which of these things a follow-up is open."""
    chosen = sa.select(FollowUp.subject).where(
        FollowUp.subject.in_(subjects), FollowUp.state == FollowUpState.OPEN, FollowUp.subject != ""
    )
    return frozenset(session.scalars(chosen))


def requests_of(session: Session, actor: Actor, limit: int = 20) -> Sequence[FollowUpRow]:
    """What a member asked the network for, the latest first."""
    chosen = with_names().where(
        FollowUp.kind == FollowUpKind.REQUEST, FollowUp.member_id.in_(sorted(actor.members)), visible_to(actor)
    )
    return read_rows(session, chosen.order_by(FollowUp.opened_at.desc(), FollowUp.id.desc()).limit(limit))
