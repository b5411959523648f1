"""Adding and editing people, moving them from stage to stage, and keeping what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.audit.services import describe
from crm.members import names
from crm.members.drafts import MemberDraft
from crm.members.models import Interaction, InteractionKind, Member, Stage, StageChange, Tag
from crm.members.services.linking import set_addresses
from crm.members.services.wording import index_words


class NotAllowedError(PermissionError):
    """The actor may not do this to this person."""


def add_member(
    session: Session, actor: Actor, now: datetime, draft: MemberDraft, stage: Stage = Stage.PROSPECT
) -> Member:
    """Keep a new person; raises NotAllowedError."""
    _check(actor, None)
    member = Member(created_at=now, stage=Stage.PROSPECT, name=draft.name, sort_name="")
    session.add(member)
    _write(session, member, draft)
    if stage is not Stage.PROSPECT:
        change_stage(session, actor, now, member, stage, now.date(), "")
    describe(session, f"Added {member.name}", subject=f"members:{member.id}")
    return member


def edit_member(session: Session, actor: Actor, member: Member, draft: MemberDraft) -> Member:
    """Keep what somebody changed about a person; raises NotAllowedError."""
    _check(actor, member)
    _write(session, member, draft)
    describe(session, f"Edited {member.name}", subject=f"members:{member.id}")
    return member


def change_stage(
    session: Session, actor: Actor, now: datetime, member: Member, stage: Stage, on: date, reason: str
) -> StageChange | None:
    """Move a person to a stage from a day on, with the reason; None when they are there already."""
    _check(actor, member)
    if member.stage is stage:
        return None
    change = StageChange(member_id=member.id, before=member.stage, after=stage, on=min(on, now.date()), reason=reason)
    member.stage, member.stage_since = stage, change.on
    session.add(change)
    session.flush()
    describe(session, f"{member.name} is now {stage.value}", subject=f"members:{member.id}")
    return change


@dataclass(frozen=True)
class Said:
    """What was said, how and when."""

    text: str
    on: date
    kind: InteractionKind = InteractionKind.CALL


def note_interaction(session: Session, actor: Actor, now: datetime, member: Member, said: Said) -> Interaction:
    """Keep a call, meeting, letter or mail with a person; the last contact moves with it."""
    _check(actor, member)
    interaction = Interaction(
        member_id=member.id, kind=said.kind, on=said.on, text=said.text, by_user_id=actor.user_id, noted_at=now
    )
    session.add(interaction)
    if said.kind is not InteractionKind.NOTE and (member.last_contact_on is None or member.last_contact_on < said.on):
        member.last_contact_on = said.on
    session.flush()
    describe(session, f"Noted a {said.kind.value} with {member.name}", subject=f"members:{member.id}")
    return interaction


def _check(actor: Actor, member: Member | None) -> None:
    mine = member is not None and member.id in actor.members
    if not allowed(actor, Act.EDIT_PEOPLE, Relation.OWN if mine else Relation.ANY):
        message = "this person is not yours to change"
        raise NotAllowedError(message)


def _write(session: Session, member: Member, draft: MemberDraft) -> None:
    renamed = (member.name, member.sort_name) != (draft.name, draft.sort_name) or not member.sort_name
    for name in (
        "name", "honorific", "salutation", "gender", "language", "country_iso2", "territory", "party", "phone",
        "postal_address", "postal_code", "postal_city", "postal_region", "note", "shielded", "owner_id",
    ):  # fmt: skip
        setattr(member, name, getattr(draft, name))
    if renamed:
        member.sort_name = names.sort_key(draft.name, draft.sort_name)
    session.flush()
    if renamed:
        index_words(session, [(member.id, member.name, member.sort_name)])
    set_addresses(session, member.id, draft.emails)
    _set_tags(session, member.id, draft.tags)
    session.flush()


def _set_tags(session: Session, member_id: int, words: tuple[str, ...]) -> None:
    there = {tag.word: tag for tag in session.scalars(sa.select(Tag).where(Tag.member_id == member_id))}
    for word in dict.fromkeys(words):
        if there.pop(word, None) is None:
            session.add(Tag(member_id=member_id, word=word))
    for tag in there.values():
        session.delete(tag)
