"""Writing actions down, editing them, and taking them away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.actions.models import ActionChamber, ActionState, Outcome, ParliamentaryAction, Participation, Visibility
from crm.actions.queries import find_action, may_edit
from crm.actions.services.drafts import ActionDraft, Part
from crm.actions.services.words import index_words
from crm.audit.services import describe, record_updated
from crm.db import Base
from crm.members.models import Member

COLUMNS = (
    "kind",
    "kind_as_written",
    "title",
    "text",
    "link",
    "reference",
    "on",
    "country_iso2",
    "body",
    "aim",
    "evidence",
    "state",
    "model_text_id",
)


# Follow-ups stand above actions: their table is named by its columns.
_follow_up = sa.table("follow_up", sa.column("id"), sa.column("action_id"))


class NotAllowedError(PermissionError):
    """An act on an action that is not the actor's to do."""


def record_action(session: Session, actor: Actor, now: datetime, draft: ActionDraft) -> ParliamentaryAction:
    """Write an action down; raises NotAllowedError for others' deeds, ValueError for a bad link or title."""
    draft = draft.checked()
    if not _may_log(actor, draft):
        raise NotAllowedError
    action = ParliamentaryAction(
        **{name: getattr(draft, name) for name in COLUMNS},
        visibility=draft.visibility or (Visibility.NETWORK if actor.is_member else Visibility.PRIVATE),
        origin=draft.origin,
        logged_at=now,
        logged_by=actor.user_id,
    )
    if action.country_iso2 is None and draft.participants:
        action.country_iso2 = _country_of(session, draft.participants[0].member_id)
    session.add(action)
    session.flush()
    _set_chambers(session, action, draft.chambers)
    session.add_all(_participation(action, part) for part in draft.participants)
    session.flush()
    index_words(session, [action])
    describe(session, "Logged an action", subject=subject_of(action))
    return action


def edit_action(session: Session, actor: Actor, action: ParliamentaryAction, draft: ActionDraft) -> None:
    """Change what is kept of an action to what the draft says; raises as record_action does."""
    require_editable(session, actor, action)
    draft = draft.checked()
    for name in COLUMNS:
        setattr(action, name, getattr(draft, name))
    if draft.visibility is not None:
        action.visibility = draft.visibility
    _set_chambers(session, action, draft.chambers)
    _set_participants(session, actor, action, draft.participants)
    session.flush()
    index_words(session, [action])
    describe(session, "Edited an action", subject=subject_of(action))


def accept_draft(session: Session, actor: Actor, action: ParliamentaryAction) -> None:
    """Let a draft count: somebody who keeps the records looked at it."""
    if not allowed(actor, Act.LOG_ACTIONS, Relation.ANY):
        raise NotAllowedError
    action.state = ActionState.DONE
    session.flush()
    describe(session, "Accepted an action told by mailed link", subject=subject_of(action))


def withdraw(session: Session, actor: Actor, action: ParliamentaryAction) -> None:
    """Take an action away with its participants and outcomes; undoing the act brings all of it back."""
    require_editable(session, actor, action)
    describe(session, "Took an action away", subject=subject_of(action))
    _let_go_of_follow_ups(session, action)
    for rows in (_rows_of(session, action), [action]):
        for row in rows:
            session.delete(row)
        session.flush()


def require_editable(session: Session, actor: Actor, action: ParliamentaryAction) -> None:
    """Raise NotAllowedError where the action is not the actor's to change."""
    record = find_action(session, action.id, actor)
    if record is None or not may_edit(record, actor):
        raise NotAllowedError


def subject_of(action: ParliamentaryAction) -> str:
    """How the journal names an action."""
    return f"actions:{action.id}"


def _may_log(actor: Actor, draft: ActionDraft) -> bool:
    if allowed(actor, Act.LOG_ACTIONS, Relation.ANY):
        return True
    whose = {part.member_id for part in draft.participants}
    return allowed(actor, Act.LOG_ACTIONS, Relation.OWN) and bool(whose) and whose <= actor.members


def _country_of(session: Session, member_id: int) -> str | None:
    return session.scalar(sa.select(Member.country_iso2).where(Member.id == member_id))


def _set_chambers(session: Session, action: ParliamentaryAction, wanted: Iterable[int]) -> None:
    held = session.scalars(sa.select(ActionChamber).where(ActionChamber.action_id == action.id)).all()
    wanted = set(wanted)
    for row in held:
        if row.chamber_id not in wanted:
            session.delete(row)
    new = wanted - {row.chamber_id for row in held}
    session.add_all(ActionChamber(action_id=action.id, chamber_id=chamber_id) for chamber_id in sorted(new))


def _set_participants(session: Session, actor: Actor, action: ParliamentaryAction, wanted: Sequence[Part]) -> None:
    chosen = sa.select(Participation).where(Participation.action_id == action.id)
    held = {row.member_id: row for row in session.scalars(chosen)}
    new = {part.member_id for part in wanted} - set(held)
    if not allowed(actor, Act.LOG_ACTIONS, Relation.ANY) and not new <= actor.members:
        raise NotAllowedError
    for part in wanted:
        row = held.pop(part.member_id, None)
        if row is None:
            session.add(_participation(action, part))
        else:
            row.role, row.on, row.withdrawn_on = part.role, part.on, part.withdrawn_on
    for row in held.values():
        session.delete(row)


def _participation(action: ParliamentaryAction, part: Part) -> Participation:
    return Participation(
        action_id=action.id, member_id=part.member_id, role=part.role, on=part.on, withdrawn_on=part.withdrawn_on
    )


def _let_go_of_follow_ups(session: Session, action: ParliamentaryAction) -> None:
    """Keep what was promised beside the action: it stays open without it."""
    rows = session.scalars(sa.select(_follow_up.c.id).where(_follow_up.c.action_id == action.id)).all()
    session.execute(sa.update(_follow_up).where(_follow_up.c.action_id == action.id).values(action_id=None))
    before, after = {"action_id": action.id}, {"action_id": None}
    record_updated(session, Base.metadata.tables[_follow_up.name], [(str(row), before, after) for row in rows])


def _rows_of(session: Session, action: ParliamentaryAction) -> list[object]:
    """What hangs on an action, so that the journal keeps each row that goes."""
    return [
        row
        for model in (ActionChamber, Participation, Outcome)
        for row in session.scalars(sa.select(model).where(model.action_id == action.id))
    ]
