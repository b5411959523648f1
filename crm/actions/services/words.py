"""The words by which actions are found, kept in step with their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.actions.models import ActionWord, ParliamentaryAction
from crm.audit.services import after_undo
from crm.members.names import MAX_WORD, fold

MOST_WORDS = 60


def words_of(action: ParliamentaryAction) -> Collection[str]:
    """The folded words of an action's title, its kind as written, its reference and its body."""
    said = f"{action.title} {action.kind_as_written} {action.reference} {action.body}"
    return list(dict.fromkeys(word[:MAX_WORD] for word in fold(said).split()))[:MOST_WORDS]


def index_words(session: Session, actions: Iterable[ParliamentaryAction]) -> None:
    """Write the words of these actions anew; the rows must have been flushed."""
    actions = list(actions)
    session.execute(sa.delete(ActionWord).where(ActionWord.action_id.in_([action.id for action in actions])))
    rows = [{"word": word, "action_id": action.id} for action in actions for word in words_of(action)]
    if rows:
        session.execute(sa.insert(ActionWord), rows)


@after_undo
def mend_words(session: Session, rows: Collection[tuple[str, str]]) -> None:
    """Make the words fit again for actions whose rows were put back."""
    ids = [int(key) for table, key in rows if table == ParliamentaryAction.__tablename__]
    if ids:
        session.expire_all()
        index_words(session, session.scalars(sa.select(ParliamentaryAction).where(ParliamentaryAction.id.in_(ids))))
