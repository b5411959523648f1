"""A batch from its draft to its start: who gets it is settled in one transaction, then a worker makes the letters."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import after_undo, describe, journal
from crm.jobs.services import enqueue
from crm.letters import files
from crm.letters.kinds import BatchState, Channel, LetterState
from crm.letters.models import Letter, LetterBatch
from crm.letters.plan import Plan
from crm.letters.reference import SIGNS, new_reference
from crm.mail import services as mail

MAKE, SEND, TIDY = "letters.make", "letters.send", "letters.tidy"
"""The work of a worker."""

KIND = "letter"
"""How the ledger calls letters."""


class BatchLockedError(ValueError):
    """The batch is not in a state in which this can be done."""


class NotReadyError(ValueError):
    """The letters cannot be made as things are; the text says what to put right."""


@dataclass(frozen=True)
class BatchDraft:
    """What somebody wants to send."""

    name: str
    template_id: int
    dated_on: date
    channel: Channel = Channel.POST
    audience: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[int, ...] = ()
    not_within_days: int = 180
    follow_up_days: int = 30
    sender_id: int | None = None
    enclosures: tuple[str, ...] = ()
    attach: bool = False


def write_batch(
    session: Session, actor: Actor, now: datetime, draft: BatchDraft, batch: LetterBatch | None = None
) -> LetterBatch:
    """Begin a batch, or change a draft."""
    kept = batch if batch is not None else LetterBatch(created_at=now, created_by=actor.user_id)
    _in(kept, {BatchState.DRAFT, None})
    for name, value in asdict(draft).items():
        setattr(kept, name, list(value) if isinstance(value, tuple) else value)
    session.add(kept)
    session.flush()
    describe(session, f"{'Changed' if batch else 'Began'} the letters “{kept.name}”", subject=f"letters:{kept.id}")
    return kept


def leave_out(session: Session, batch: LetterBatch, member_id: int, *, out: bool) -> None:
    """Take somebody out of a draft by hand, or back in."""
    _in(batch, {BatchState.DRAFT})
    held = {int(one) for one in batch.left_out}
    batch.left_out = sorted(held | {member_id} if out else held - {member_id})
    describe(session, f"{'Left somebody out of' if out else 'Took somebody back into'} “{batch.name}”")


def waive(session: Session, batch: LetterBatch, reason: str) -> None:
    """Say why letters may go although the treaty facts are old."""
    batch.waiver = reason.strip()
    describe(session, f"Waived the age of the treaty facts: {batch.waiver}", subject=f"letters:{batch.id}")


def start(session: Session, actor: Actor, now: datetime, batch: LetterBatch, plan: Plan) -> int:
    """Settle who gets a letter, and let a worker make them; raises NotReadyError. Gives how many there are."""
    _in(batch, {BatchState.DRAFT})
    if plan.troubled or not plan.letters:
        message = "Some letters cannot be made yet." if plan.troubled else "Nobody would get a letter."
        raise NotReadyError(message)
    session.add_all(
        Letter(
            batch_id=batch.id,
            member_id=one.member_id,
            text_id=one.text_id,
            sender_id=one.sender_id,
            reference=new_reference(),
            token=new_token(),
            state=LetterState.WAITING,
            language=one.language,
            variant=one.variant,
            country_iso2=one.iso2,
            by_post=one.by_post,
            by_email=one.by_email,
        )
        for one in plan.letters
    )
    batch.state, batch.started_at = BatchState.MAKING, now
    session.flush()
    enqueue(session, now, MAKE, key=f"{MAKE}:{batch.id}", arguments={"batch_id": batch.id})
    describe(session, f"Started {len(plan.letters)} letters “{batch.name}”", subject=f"letters:{batch.id}")
    detail = {"batch": batch.id, "letters": len(plan.letters), "left_out": len(plan.left_out)}
    journal(session, now, "letters_started", actor_id=actor.user_id, detail=detail)
    return len(plan.letters)


def pause(session: Session, batch: LetterBatch) -> None:
    """Stop making letters after those in hand."""
    _in(batch, {BatchState.MAKING})
    batch.state = BatchState.PAUSED
    describe(session, f"Paused the letters “{batch.name}”", subject=f"letters:{batch.id}")


def resume(session: Session, now: datetime, batch: LetterBatch) -> None:
    """Go on making letters, and try again those that failed."""
    _in(batch, {BatchState.PAUSED, BatchState.MADE})
    session.execute(sa.update(Letter).where(Letter.batch_id == batch.id).values(error=""))
    batch.state = BatchState.MAKING
    enqueue(session, now, MAKE, key=f"{MAKE}:{batch.id}", arguments={"batch_id": batch.id})
    describe(session, f"Went on with the letters “{batch.name}”", subject=f"letters:{batch.id}")


def cancel(session: Session, now: datetime, instance: Path, batch: LetterBatch) -> None:
    """Give a batch up before it is sent: its letters and their files are thrown away."""
    _in(batch, {BatchState.DRAFT, BatchState.MAKING, BatchState.PAUSED, BatchState.MADE})
    names = set(session.scalars(sa.select(Letter.file_name).where(Letter.batch_id == batch.id)))
    enclosed = session.scalars(sa.select(Letter.enclosures).where(Letter.batch_id == batch.id))
    names |= {str(one["file"]) for kept in enclosed for one in kept}
    session.execute(sa.delete(Letter).where(Letter.batch_id == batch.id))
    for name in (*names, batch.print_file):
        files.forget(instance, name)
    batch.state, batch.print_file = BatchState.CANCELLED, ""
    describe(session, f"Gave up the letters “{batch.name}”", subject=f"letters:{batch.id}")
    journal(session, now, "letters_cancelled", detail={"batch": batch.id})


def send(session: Session, actor: Actor, now: datetime, batch: LetterBatch) -> None:
    """Say that the letters go: a worker records them as sent and puts the mails into the ledger."""
    _in(batch, {BatchState.MADE})
    batch.state, batch.sent_by, batch.sent_at = BatchState.SENDING, actor.user_id, now
    enqueue(session, now, SEND, key=f"{SEND}:{batch.id}", arguments={"batch_id": batch.id})
    describe(session, f"Sent the letters “{batch.name}”", subject=f"letters:{batch.id}")


def stop_mails(session: Session, now: datetime, batch: LetterBatch) -> int:
    """Take back the mails of a batch that have not gone yet; gives how many."""
    stopped = mail.recall(session, now, KIND, batch.id)
    describe(session, f"Stopped {stopped} mails of “{batch.name}”", subject=f"letters:{batch.id}")
    return stopped


@after_undo
def mend_letters(session: Session, rows: Collection[tuple[str, str]]) -> None:
    """Make the letters of a batch fit it again after an undo: what was recorded as sent was only made."""
    numbers = [int(key) for table, key in rows if table == LetterBatch.__tablename__]
    held = sa.select(LetterBatch).where(LetterBatch.id.in_(numbers)).execution_options(populate_existing=True)
    for batch in session.scalars(held):
        if batch.state in {BatchState.MADE, BatchState.SENDING}:
            batch.state = BatchState.MADE
            session.flush()
            session.execute(
                sa.update(Letter)
                .where(Letter.batch_id == batch.id, Letter.state == LetterState.SENT)
                .values(state=LetterState.MADE, sent_on=None, interaction_id=None)
            )
            mail.recall(session, datetime.now(UTC), KIND, batch.id)
        elif batch.state is BatchState.DRAFT:
            session.execute(sa.delete(Letter).where(Letter.batch_id == batch.id))


def new_token() -> str:
    """130 random bits for a personal link, in signs that nobody mistakes and no line breaks."""
    return "".join(secrets.choice(SIGNS) for _ in range(26)).lower()


def _in(batch: LetterBatch, states: Collection[BatchState | None]) -> None:
    if batch.state not in states:
        message = f"The letters “{batch.name}” are {batch.state.value}: this cannot be done now."
        raise BatchLockedError(message)


def lock_batch(session: Session, batch_id: int) -> LetterBatch:
    """Get a batch for a change, so that two people pressing a button change it one after the other."""
    return session.scalars(sa.select(LetterBatch).where(LetterBatch.id == batch_id).with_for_update()).one()
