"""Sending a digest: approved, frozen into the ledger, recalled, paused, cancelled, sent to the missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.accounts.rights import Actor
from crm.audit.services import after_undo, describe, journal
from crm.digests.checks import Fault, blocking
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.digests.queries.issues import composition_of, lock_digest
from crm.digests.queries.outlook import Outlook, outlook
from crm.digests.queries.readers import KIND
from crm.digests.services.archiving import is_for_the_archive
from crm.digests.services.composing import DigestLockedError
from crm.digests.services.freezing import freeze, freeze_missing
from crm.digests.services.waiting import wait_for_quiet_days
from crm.mail import services as mail
from crm.mail.models import Message, MessageState
from crm.mail.queries import counts

UNSENT = (MessageState.WAITING, MessageState.SENDING)


class BlockedError(ValueError):
    """The blocking checks found something; `faults` says what."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults."""
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


class ChangedError(ValueError):
    """Something changed between the look and the button."""


class SecondPersonError(ValueError):
    """Another person has to approve first."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("The organisation wants two people behind a digest: another person approves it first.")


@dataclass(frozen=True)
class Seen:
    """What somebody had before their eyes when they pressed the button."""

    content_hash: str
    recipients: int | None = None
    morning_on: date | None = None


def approve(session: Session, actor: Actor, now: datetime, digest_id: int, seen: Seen, base_url: str) -> Digest:
    """Approve what a digest says as it is now; an edit voids it."""
    digest, ahead = _ready(session, actor, now, digest_id, base_url)
    _as_seen(ahead, seen)
    digest.state, digest.approved_at, digest.approved_by = DigestState.APPROVED, now, actor.user_id
    digest.content_hash = ahead.content_hash
    describe(session, f"Approved the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def waive(session: Session, digest_id: int, reason: str) -> Digest:
    """Say why a digest may go although the treaty facts are old."""
    digest = lock_digest(session, digest_id)
    digest.waiver = reason.strip()
    describe(session, f"Waived the age of the treaty facts: {digest.waiver}", subject=f"digests:{digest.id}")
    return digest


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    digest_id: int,
    *,
    base_url: str,
    recall: timedelta,
    seen: Seen | None = None,
    morning_on: date | None = None,
) -> Digest:
    """Freeze the audience and let the digest go when the time for a recall is over, or in a morning of each reader's.

    Raises BlockedError when a check stops it, ChangedError when it is not what was seen, SecondPersonError when
    the organisation wants another person's approval first.
    """
    digest, ahead = _ready(session, actor, now, digest_id, base_url)
    if seen is not None:
        _as_seen(ahead, seen)
    if get_settings(session).second_person and not approved_by_another(digest, ahead.content_hash, actor):
        raise SecondPersonError
    if digest.content_hash != ahead.content_hash:
        digest.approved_at, digest.approved_by, digest.content_hash = now, actor.user_id, ahead.content_hash
    digest.state, digest.morning_on, digest.sent_at = DigestState.SENDING, morning_on, None
    digest.in_archive = is_for_the_archive(digest)
    session.flush()
    digest.starts_at = freeze(session, now, digest, ahead, now + recall)
    number = len(ahead.recipients)
    describe(session, f"Sent the digest “{digest.title}” to {_people(number)}", subject=f"digests:{digest.id}")
    detail = {"digest": digest.id, "recipients": number, "left_out": len(ahead.turns) - number}
    journal(session, now, "digest_sent", actor_id=actor.user_id, detail=detail)
    return digest


def approved_by_another(digest: Digest, content_hash: str, actor: Actor) -> bool:
    """Whether somebody other than the actor approved just this."""
    approved = digest.approved_at is not None and digest.content_hash == content_hash
    return approved and digest.approved_by != actor.user_id


def recall(session: Session, actor: Actor, now: datetime, digest_id: int) -> Digest:
    """Take a digest back before the first message goes; it can be edited and sent again."""
    digest = _under_way(session, digest_id)
    if not is_recallable(digest, now):
        message = "The time for a recall is over; stop the rest instead."
        raise ChangedError(message)
    mail.recall(session, now, KIND, digest.id)
    mail.resume(session, subject_of(digest))
    digest.state, digest.starts_at = DigestState.DRAFT, None
    digest.approved_at = digest.approved_by = digest.content_hash = None
    describe(session, f"Recalled the digest “{digest.title}”", subject=f"digests:{digest.id}")
    journal(session, now, "digest_recalled", actor_id=actor.user_id, detail={"digest": digest.id})
    return digest


def discard(session: Session, digest_id: int) -> Digest:
    """Give up a digest that was not sent; what it collected can be told by another."""
    digest = lock_digest(session, digest_id)
    if digest.state not in {DigestState.DRAFT, DigestState.APPROVED}:
        message = "Only a draft can be given up; stop the rest of this one instead."
        raise DigestLockedError(message)
    digest.state, digest.sent_at = DigestState.CANCELLED, None
    describe(session, f"Gave up the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def is_recallable(digest: Digest, now: datetime) -> bool:
    """Whether nothing of a digest can have gone yet."""
    return digest.starts_at is not None and now < digest.starts_at


def pause(session: Session, now: datetime, digest_id: int) -> Digest:
    """Hold what has not gone yet, at once."""
    digest = _under_way(session, digest_id)
    digest.state = DigestState.PAUSED
    mail.pause(session, now, subject_of(digest), "paused on the page of the digest")
    describe(session, f"Paused the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def resume(session: Session, digest_id: int) -> Digest:
    """Let a paused digest go on."""
    digest = _under_way(session, digest_id)
    digest.state = DigestState.SENDING
    mail.resume(session, subject_of(digest))
    describe(session, f"Resumed the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def cancel(session: Session, actor: Actor, now: datetime, digest_id: int) -> Digest:
    """Stop a digest for good: what has not gone is skipped as recalled."""
    digest = _under_way(session, digest_id)
    stopped = mail.cancel(session, now, KIND, digest.id)
    mail.resume(session, subject_of(digest))
    digest.state = DigestState.CANCELLED
    digest.sent_at = now if counts(session, KIND, digest.id)[MessageState.SENT] else None
    describe(session, f"Stopped the digest “{digest.title}” before {stopped} mails", subject=f"digests:{digest.id}")
    detail = {"digest": digest.id, "stopped": stopped}
    journal(session, now, "digest_cancelled", actor_id=actor.user_id, detail=detail)
    return digest


def send_to_the_missing(session: Session, actor: Actor, now: datetime, digest_id: int, base_url: str) -> int:
    """Send to people who are in the audience by now, and again where a message failed or was recalled.

    Never to anybody it was sent to, in doubt about, or who may not get it; returns to how many it goes.
    """
    digest = lock_digest(session, digest_id)
    if digest.state not in {DigestState.SENT, DigestState.SENDING, DigestState.CANCELLED}:
        message = "Only a digest that was sent can be sent to the missing."
        raise DigestLockedError(message)
    ahead = outlook(session, composition_of(session, digest), actor, now, base_url)
    digest.morning_on = None
    number = freeze_missing(session, now, digest, ahead)
    number += mail.send_to_the_missing(session, now, KIND, digest.id)
    wait_for_quiet_days(session, now, digest.id)
    if number:
        digest.state, digest.sent_at = DigestState.SENDING, None
    describe(session, f"Sent “{digest.title}” to {_people(number, 'more ')}", subject=f"digests:{digest.id}")
    return number


def finish(session: Session, now: datetime) -> int:
    """Mark the digests of which no message waits or is being sent as sent; returns how many."""
    unfinished = (
        sa.select(Message.id).where(Message.kind == KIND, Message.subject_id == Digest.id, Message.state.in_(UNSENT))
    ).exists()
    done = session.scalars(sa.select(Digest).where(Digest.state == DigestState.SENDING, ~unfinished)).all()
    for digest in done:
        digest.state, digest.sent_at = DigestState.SENT, now
    return len(done)


@after_undo
def mend_ledger(session: Session, rows: Collection[tuple[str, str]]) -> None:
    """Take back the mails of a digest whose sending was undone; the ledger itself is nobody's change."""
    numbers = [int(key) for table, key in rows if table == Digest.__tablename__]
    for digest in session.scalars(sa.select(Digest).where(Digest.id.in_(numbers))):
        if digest.state in {DigestState.DRAFT, DigestState.APPROVED}:
            mail.recall(session, datetime.now(UTC), KIND, digest.id)


def subject_of(digest: Digest) -> str:
    """Name a digest as the ledger's controls do."""
    return f"{KIND}:{digest.id}"


def _ready(session: Session, actor: Actor, now: datetime, digest_id: int, base_url: str) -> tuple[Digest, Outlook]:
    digest = lock_digest(session, digest_id)
    if digest.state not in {DigestState.DRAFT, DigestState.APPROVED}:
        message = "This digest is on its way or was sent."
        raise DigestLockedError(message)
    ahead = outlook(session, composition_of(session, digest), actor, now, base_url)
    faults = blocking(ahead.faults(now, digest.waiver))
    if faults:
        raise BlockedError(faults)
    return digest, ahead


def _people(number: int, which: str = "") -> str:
    return f"{number} {which}{'person' if number == 1 else 'people'}"


def _as_seen(ahead: Outlook, seen: Seen) -> None:
    if seen.content_hash != ahead.content_hash:
        message = "The digest was edited since you looked at it. Look again, then send."
        raise ChangedError(message)
    if seen.recipients is not None and seen.recipients != len(ahead.recipients):
        message = f"It would go to {_people(len(ahead.recipients))} now, not {seen.recipients}. Look again, then send."
        raise ChangedError(message)


def _under_way(session: Session, digest_id: int) -> Digest:
    digest = lock_digest(session, digest_id)
    if digest.state not in {DigestState.SENDING, DigestState.PAUSED}:
        message = "This digest is not on its way."
        raise DigestLockedError(message)
    return digest
