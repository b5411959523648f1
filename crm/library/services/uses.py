"""Using a model text: the copy that somebody adapted becomes a plan on their record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionKind, ActionState, ParliamentaryAction, Visibility
from crm.actions.services import ActionDraft, Part, record_action
from crm.library.kinds import TextKind, text_kind_word
from crm.library.models import ModelText
from crm.treaties.step import Step

ACTION_KINDS = {
    TextKind.ORAL_QUESTION: ActionKind.QUESTION,
    TextKind.WRITTEN_QUESTION: ActionKind.QUESTION,
    TextKind.MOTION: ActionKind.MOTION,
    TextKind.COMMITTEE_REQUEST: ActionKind.COMMITTEE,
    TextKind.MINISTER_LETTER: ActionKind.LETTER,
    TextKind.SPEECH: ActionKind.DEBATE,
    TextKind.EXPORT_BAN: ActionKind.MOTION,
    TextKind.DISINVESTMENT: ActionKind.MOTION,
}


@dataclass(frozen=True)
class Copy:
    """A model text as somebody adapted it for their parliament."""

    title: str
    text: str
    country_iso2: str
    aim: Step
    language: str = "en"
    member_id: int | None = None
    visibility: Visibility | None = None


def plan_use(session: Session, actor: Actor, now: datetime, text: ModelText, copy: Copy) -> ParliamentaryAction:
    """Keep an adapted copy as a planned action; raises NotAllowedError of actions for others' plans."""
    draft = ActionDraft(
        kind=ACTION_KINDS[text.kind],
        kind_as_written=text_kind_word(text.kind, copy.language),
        title=copy.title,
        text=copy.text,
        country_iso2=copy.country_iso2,
        aim=copy.aim,
        state=ActionState.PLANNED,
        participants=() if copy.member_id is None else (Part(copy.member_id),),
        model_text_id=text.id,
        visibility=copy.visibility,
    )
    return record_action(session, actor, now, draft)
