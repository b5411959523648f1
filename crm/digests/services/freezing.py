"""Freezing a digest: what it says and who gets it, written in the one transaction in which sending starts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.digests.issue import country_key
from crm.digests.models import Digest, FrozenText
from crm.digests.queries.outlook import Outlook, Turn
from crm.digests.queries.readers import KIND
from crm.digests.queries.timing import due_times
from crm.digests.services.tokens import CHUNK, TELL, ensure_tokens
from crm.digests.topics import topic_of_links
from crm.mail.models import UNSUBSCRIBE, Message, MessageState, SkipReason
from crm.mail.services import Recipient, queue_all


def freeze(session: Session, now: datetime, digest: Digest, ahead: Outlook, earliest: datetime) -> datetime:
    """Write every variant and country that is read, a row for everybody in the audience, and their links' tokens.

    Each message is due in its reader's own time, none before the earliest instant; returns when the first one is.
    """
    _forget_what_was_recalled(session, digest.id)
    _keep_texts(session, digest.id, ahead)
    numbers = [turn.reader.member_id for turn in ahead.recipients]
    stop = ensure_tokens(session, now, UNSUBSCRIBE, topic_of_links(digest.template), numbers)
    tell = ensure_tokens(session, now, TELL, f"{KIND}:{digest.id}", numbers)
    first = _queue(session, now, digest, _recipients(ahead, ahead.turns, stop, tell), earliest)
    _count_recipients(session, digest)
    return first


def freeze_missing(session: Session, now: datetime, digest: Digest, ahead: Outlook) -> int:
    """Add rows for people who came into the audience since, or were left out for a reason that no longer holds.

    What is said stays as it was frozen for everybody else; who was recalled is the ledger's to send to again.
    """
    of_digest = (Message.kind == KIND, Message.subject_id == digest.id)
    left_out = sa.and_(Message.state == MessageState.SKIPPED, Message.reason != SkipReason.RECALLED)
    known = set(session.scalars(sa.select(Message.recipient_id).where(*of_digest, ~left_out)))
    new = [turn for turn in ahead.recipients if turn.reader.member_id not in known]
    numbers = [turn.reader.member_id for turn in new]
    for start in range(0, len(numbers), CHUNK):
        chosen = Message.recipient_id.in_(numbers[start : start + CHUNK])
        session.execute(sa.delete(Message).where(*of_digest, left_out, chosen))
    frozen = set(session.scalars(sa.select(FrozenText.key).where(FrozenText.digest_id == digest.id)))
    _keep_texts(session, digest.id, replace(ahead, turns=new), frozen)
    stop = ensure_tokens(session, now, UNSUBSCRIBE, topic_of_links(digest.template), numbers)
    tell = ensure_tokens(session, now, TELL, f"{KIND}:{digest.id}", numbers)
    _queue(session, now, digest, _recipients(ahead, new, stop, tell), now)
    _count_recipients(session, digest)
    return len(new)


def _queue(
    session: Session,
    now: datetime,
    digest: Digest,
    recipients: Iterable[tuple[str | None, Recipient]],
    earliest: datetime,
) -> datetime:
    """Queue messages, those due at one instant together; returns the first instant at which one goes."""
    due = cache(due_times(session, earliest, digest.morning_on))
    together: dict[datetime, list[Recipient]] = {}
    for iso2, recipient in recipients:
        together.setdefault(earliest if recipient.reason else due(iso2), []).append(recipient)
    for at, rows in together.items():
        queue_all(session, now, kind=KIND, subject_id=digest.id, recipients=rows, due_at=at)
    return min((at for at, rows in together.items() if any(row.reason is None for row in rows)), default=earliest)


def _count_recipients(session: Session, digest: Digest) -> None:
    """Keep how many there are: rows come and go here only, and lists of digests need not count them again."""
    of_digest = (Message.kind == KIND, Message.subject_id == digest.id)
    digest.recipients = session.scalar(sa.select(sa.func.count()).select_from(Message).where(*of_digest)) or 0


def _forget_what_was_recalled(session: Session, digest_id: int) -> None:
    """Nothing was sent yet: everybody is asked anew."""
    session.execute(
        sa.delete(Message).where(
            Message.kind == KIND, Message.subject_id == digest_id, Message.state == MessageState.SKIPPED
        )
    )
    session.execute(sa.delete(FrozenText).where(FrozenText.digest_id == digest_id))


def _keep_texts(session: Session, digest_id: int, ahead: Outlook, kept: Collection[str] = ()) -> None:
    rows = [
        {"key": variant.key, "subject": said.subject, "text": said.text, "html": said.html}
        for variant, said in ahead.variants.items()
    ]
    rows += [
        {"key": country_key(iso2, language), "subject": "", "text": text, "html": html}
        for (iso2, language), (text, html) in ahead.rendered_passages.items()
    ]
    new = [{"digest_id": digest_id, **row} for row in rows if row["key"] not in kept]
    if new:
        session.execute(sa.insert(FrozenText), new)


def _recipients(
    ahead: Outlook, turns: Iterable[Turn], stop: dict[int, str], tell: dict[int, str]
) -> Iterator[tuple[str | None, Recipient]]:
    """The rows to be, each with the country in whose time it goes."""
    for turn in turns:
        yield turn.reader.iso2, _recipient(ahead, turn, stop, tell)


def _recipient(ahead: Outlook, turn: Turn, stop: dict[int, str], tell: dict[int, str]) -> Recipient:
    reader, language = turn.reader, turn.variant.language
    if turn.reason is not None:
        return Recipient(reader.member_id, reader.email, reader.address_id, language, reason=turn.reason)
    tokens = {"unsubscribe_token": stop[reader.member_id], "tell_token": tell[reader.member_id]}
    country = {"iso2": reader.iso2} if ahead.passage_for(turn) else {}
    return Recipient(
        reader.member_id,
        reader.email,
        reader.address_id,
        language,
        turn.variant.key,
        payload={**ahead.values_of(turn), **tokens, **country},
    )
