"""What becomes of the actions of somebody who is erased."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.actions.models import Outcome, ParliamentaryAction, Participation, Visibility
from crm.actions.services.words import index_words
from crm.audit.erasing import RowName, name_of, strike_history, take_away
from crm.audit.striking import strike
from crm.members.services.erasing import Leaving, erases

SAID = ("kind_as_written", "title", "text", "reference", "body")


@erases(Participation)
def erase_from_actions(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Delete what they told us in confidence alone; elsewhere a part stays, nameless, and their name is struck out."""
    for action in session.scalars(_taken_part_in(leaving.member_id)).all():
        others = sa.select(sa.func.count()).where(
            Participation.action_id == action.id, Participation.member_id != leaving.member_id
        )
        if action.visibility is Visibility.PRIVATE and not session.scalar(others):
            yield from take_away(session, action)
        else:
            _strike_out(session, action, leaving)


def _strike_out(session: Session, action: ParliamentaryAction, leaving: Leaving) -> None:
    for name in SAID:
        setattr(action, name, strike(getattr(action, name), leaving.words))
    outcomes = session.scalars(sa.select(Outcome).where(Outcome.action_id == action.id)).all()
    for outcome in outcomes:
        outcome.text = strike(outcome.text, leaving.words)
    session.flush()
    index_words(session, [action])
    rows = [name_of(action), *(name_of(outcome) for outcome in outcomes)]
    strike_history(session, rows, (), leaving.words)


def _taken_part_in(member_id: int) -> sa.Select[ParliamentaryAction]:
    chosen = sa.select(ParliamentaryAction).join(Participation, Participation.action_id == ParliamentaryAction.id)
    return chosen.where(Participation.member_id == member_id).order_by(ParliamentaryAction.id)
