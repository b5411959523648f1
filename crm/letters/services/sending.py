"""Recording letters as sent: on each person's timeline, their stage, a follow-up, and a mail in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe, journal
from crm.followups.models import FollowUp
from crm.letters.kinds import BatchState, LetterKind, LetterState
from crm.letters.models import Letter, LetterBatch, LetterTemplate
from crm.letters.services.batching import KIND
from crm.mail.services import Recipient, queue_all
from crm.members.models import Interaction, InteractionKind, Member, Stage, StageChange


def record_sent(session: Session, now: datetime, today: date, batch: LetterBatch, recall: timedelta) -> int:
    """Record every letter of a batch that was made as sent; gives how many. What is recorded already stays."""
    template = session.get_one(LetterTemplate, batch.template_id)
    letters = session.scalars(
        sa.select(Letter).where(Letter.batch_id == batch.id, Letter.state == LetterState.MADE).order_by(Letter.id)
    ).all()
    people = {
        member.id: member
        for member in session.scalars(sa.select(Member).where(Member.id.in_([one.member_id for one in letters])))
    }
    notes = [(letter, _note(letter, template, batch, now, today)) for letter in letters]
    session.add_all(note for _letter, note in notes)
    session.flush()
    for letter, note in notes:
        letter.interaction_id, letter.state, letter.sent_on = note.id, LetterState.SENT, today
        _move(session, people[letter.member_id], template, letter, today)
    if batch.follow_up_days and template.kind is LetterKind.INVITATION:
        session.add_all(_follow_ups(letters, people, batch, now, today))
    session.flush()
    queue_all(session, now, kind=KIND, subject_id=batch.id, recipients=_recipients(letters), due_at=now + recall)
    batch.state = BatchState.SENT
    describe(session, f"Recorded {len(letters)} letters “{batch.name}” as sent", subject=f"letters:{batch.id}")
    journal(session, now, "letters_sent", actor_id=batch.sent_by, detail={"batch": batch.id, "letters": len(letters)})
    return len(letters)


def _note(letter: Letter, template: LetterTemplate, batch: LetterBatch, now: datetime, today: date) -> Interaction:
    return Interaction(
        member_id=letter.member_id,
        kind=InteractionKind.LETTER if letter.by_post else InteractionKind.MAIL,
        on=today,
        text=f"{template.name} ({letter.reference})",
        by_user_id=batch.sent_by,
        noted_at=now,
    )


def _move(session: Session, member: Member, template: LetterTemplate, letter: Letter, today: date) -> None:
    """Move the last contact, and with an invitation the stage of a prospect."""
    if member.last_contact_on is None or member.last_contact_on < today:
        member.last_contact_on = today
    if template.kind is LetterKind.INVITATION and member.stage is Stage.PROSPECT:
        session.add(
            StageChange(
                member_id=member.id, before=member.stage, after=Stage.INVITED, on=today, reason=letter.reference
            )
        )
        member.stage, member.stage_since = Stage.INVITED, today


def _follow_ups(
    letters: Sequence[Letter], people: dict[int, Member], batch: LetterBatch, now: datetime, today: date
) -> Iterator[FollowUp]:
    """What waits for each of them on the Today list: to see whether they answered, and perhaps to write again."""
    for letter in letters:
        member = people[letter.member_id]
        yield FollowUp(
            text=f"No answer to the letter {letter.reference}? Write again, or ask.",
            due_on=today + timedelta(days=batch.follow_up_days),
            member_id=member.id,
            country_iso2=member.country_iso2,
            owner_id=member.owner_id,
            subject=f"letters:{letter.id}",
            opened_at=now,
            opened_by=batch.sent_by,
        )


def _recipients(letters: Sequence[Letter]) -> Iterator[Recipient]:
    for letter in letters:
        if letter.by_email and letter.email:
            yield Recipient(
                recipient_id=letter.member_id,
                email=letter.email,
                address_id=letter.address_id,
                language=letter.language,
                variant=letter.variant,
            )
