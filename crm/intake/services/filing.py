"""Filing what a person wrote: as a note on their timeline, as a draft action, or nowhere."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionKind, ActionState, Evidence, Visibility
from crm.actions.services import ActionDraft, Part, record_action
from crm.audit.services import describe
from crm.followups.due import in_working_days
from crm.followups.models import FollowUpKind
from crm.followups.services import Promise, open_follow_up
from crm.intake.models import Incoming, IncomingContent, IncomingKind
from crm.intake.services.asking import UNRECOGNISED, stop_asking
from crm.intake.services.receiving import subject_of
from crm.members.models import InteractionKind, Member
from crm.members.services import note_interaction
from crm.members.services.people import Said
from crm.partial_date import PartialDate

ORIGIN = "by reply"
DAYS_TO_CHECK = 3


class SettledError(ValueError):
    """Somebody has filed it already."""


def file_as_note(session: Session, actor: Actor, now: datetime, incoming: Incoming, member: Member) -> None:
    """Keep the whole mail on a person's timeline; raises SettledError."""
    content = _open_one(session, incoming)
    said = Said(whole(content), incoming.received_at.date(), InteractionKind.MAIL)
    interaction = note_interaction(session, actor, now, member, said)
    _settle(session, now, incoming, f"interaction:{interaction.id}", member)
    describe(session, f"Filed a mail as a note on {member.name}", subject=f"members:{member.id}")


def file_as_action(session: Session, actor: Actor, now: datetime, incoming: Incoming, member: Member) -> int:
    """Make a draft action that holds the whole mail, with an item to check it; gives its id. Raises SettledError."""
    content = _open_one(session, incoming)
    draft = ActionDraft(
        kind=ActionKind.OTHER,
        title=content.subject or "Told in a mail",
        text=whole(content),
        on=PartialDate.of(incoming.received_at.date()),
        evidence=Evidence.TOLD,
        visibility=Visibility.PRIVATE,
        state=ActionState.DRAFT,
        participants=(Part(member.id),),
        origin=ORIGIN,
    )
    action = record_action(session, actor, now, draft)
    promise = Promise(
        text=f"Check what was told by reply: {action.title}",
        due_on=in_working_days(now.date(), DAYS_TO_CHECK),
        kind=FollowUpKind.DRAFT,
        member_id=member.id,
        action_id=action.id,
        owner_id=actor.user_id,
    )
    open_follow_up(session, actor, now, promise)
    _settle(session, now, incoming, f"action:{action.id}", member)
    describe(session, "Filed a mail as a draft action", subject=f"actions:{action.id}")
    return action.id


def drop(session: Session, now: datetime, incoming: Incoming) -> None:
    """Say that nobody needs it; it is kept for a while. Raises SettledError."""
    _open_one(session, incoming)
    _settle(session, now, incoming, "dropped", None)
    describe(session, "Dropped a mail that came in", subject=subject_of(incoming))


def whole(content: IncomingContent) -> str:
    """The whole mail as text: from whom, on what, and every word."""
    sender = f"{content.sender_name} <{content.sender}>" if content.sender_name else content.sender
    return f"From: {sender}\nSubject: {content.subject}\n\n{content.text}".strip()


def _open_one(session: Session, incoming: Incoming) -> IncomingContent:
    if incoming.settled_at is not None:
        message = "This mail is filed already."
        raise SettledError(message)
    return session.get_one(IncomingContent, incoming.id)


def _settle(session: Session, now: datetime, incoming: Incoming, became: str, member: Member | None) -> None:
    incoming.settled_at, incoming.became = now, became
    if member is not None:
        incoming.member_id = member.id
    session.flush()
    stop_asking(session, now, subject_of(incoming), "The mail is filed.")
    if not _any_unrecognised(session):
        stop_asking(session, now, UNRECOGNISED, "The box is empty.")


def _any_unrecognised(session: Session) -> bool:
    waiting = sa.select(Incoming.id).where(Incoming.kind == IncomingKind.UNRECOGNISED, Incoming.settled_at.is_(None))
    return session.scalar(waiting.limit(1)) is not None
