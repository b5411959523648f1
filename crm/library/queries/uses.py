"""How model texts are used: actions that came of them, as far as the reader may see those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionState, Outcome, OutcomeKind, ParliamentaryAction
from crm.actions.queries import visible_to
from crm.paging import AnySelect
from crm.prebuilt import prebuilt

ANSWERS = (OutcomeKind.ANSWER, OutcomeKind.COMMITMENT, OutcomeKind.ADOPTED, OutcomeKind.REJECTED)
"""What counts as an answer: of the Government to a question, of the House to a motion."""


@dataclass(frozen=True, slots=True)
class Uses:
    """In how many States' parliaments a text was used and answered, and how many plans there are."""

    parliaments: int = 0
    answered: int = 0
    planned: int = 0


def uses_of_texts(session: Session, actor: Actor) -> Mapping[int, Uses]:
    """The uses of every model text that is used, by its number: one statement."""
    rows = session.execute(*_uses_of_texts(actor=actor))
    return {text_id: Uses(*numbers) for text_id, *numbers in rows if text_id is not None}


@prebuilt
def _uses_of_texts(*, actor: Actor) -> AnySelect:
    action = ParliamentaryAction
    done = action.state == ActionState.DONE
    has_answer = sa.exists().where(Outcome.action_id == action.id, Outcome.kind.in_(ANSWERS))
    return (
        sa.select(
            action.model_text_id,
            sa.func.count(sa.distinct(sa.case((done, action.country_iso2)))),
            sa.func.count(sa.distinct(sa.case((sa.and_(done, has_answer), action.country_iso2)))),
            sa.func.count(sa.case((action.state == ActionState.PLANNED, 1))),
        )
        .where(action.model_text_id.is_not(None), visible_to(actor))
        .group_by(action.model_text_id)
    )
