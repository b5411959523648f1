"""Noting what came of an action."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import Outcome, ParliamentaryAction
from crm.actions.services.drafts import OutcomeDraft
from crm.actions.services.recording import require_editable, subject_of
from crm.audit.services import describe


def record_outcome(
    session: Session, actor: Actor, now: datetime, action: ParliamentaryAction, draft: OutcomeDraft
) -> Outcome:
    """Note an answer, a vote, a commitment; raises NotAllowedError, and BadLinkError for a link that is none."""
    require_editable(session, actor, action)
    draft = draft.checked()
    outcome = Outcome(
        action_id=action.id,
        kind=draft.kind,
        on=draft.on,
        text=draft.text,
        link=draft.link,
        votes_for=draft.votes_for,
        votes_against=draft.votes_against,
        abstentions=draft.abstentions,
        noted_at=now,
    )
    session.add(outcome)
    session.flush()
    describe(session, "Noted what came of an action", subject=subject_of(action))
    return outcome
