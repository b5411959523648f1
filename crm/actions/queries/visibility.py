"""Who may see which actions, as a condition of the database."""

from __future__ import annotations

import sqlalchemy as sa

from crm.accounts.rights import Act, Actor, Relation, reach
from crm.actions.models import ActionState, ParliamentaryAction, Participation, Visibility

OPEN = (Visibility.NETWORK, Visibility.PUBLIC)
"""What every signed-in friend may see."""


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether an actor may see an action: all, the network's and their own, or the public ones."""
    relation = reach(actor, Act.SEE_ACTIONS)
    if relation is Relation.ANY:
        return sa.true()
    # Written as "is not" so that the database walks the list in its order instead of gathering and sorting it.
    settled = ParliamentaryAction.state != ActionState.DRAFT
    if relation is Relation.NONE:
        return sa.and_(ParliamentaryAction.visibility == Visibility.PUBLIC, settled)
    return sa.or_(sa.and_(ParliamentaryAction.visibility != Visibility.PRIVATE, settled), own(actor))


def own(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether an action is an actor's own: they took part in it, or wrote it down."""
    took_part = ParliamentaryAction.id.in_(
        sa.select(Participation.action_id).where(Participation.member_id.in_(sorted(actor.members)))
    )
    return sa.or_(took_part, ParliamentaryAction.logged_by == actor.user_id)
