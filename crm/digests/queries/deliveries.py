"""The deliveries of digests: counts, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.digests.models import Digest
from crm.digests.queries.readers import KIND
from crm.mail.models import Message, MessageState, SkipReason
from crm.members.models import Member
from crm.paging import Order
from crm.prebuilt import prebuilt

Counts = Mapping[MessageState, int]
ORDER = Order((Message.state, Message.id))
"""By what became of them, which an index has together: what failed or is in doubt comes first."""


def counts_of(session: Session, digests: Sequence[Digest]) -> dict[int, dict[MessageState, int]]:
    """Count the deliveries of several digests by state, in one statement.

    Those that were sent are what the others leave of the recipients: they are the many, and are not counted one by one.
    """
    found = {digest.id: dict.fromkeys(MessageState, 0) for digest in digests}
    for number, state, count in session.execute(*_but_sent(list(found))):
        if number is not None:
            found[number][state] = count
    for digest in digests:
        found[digest.id][MessageState.SENT] = digest.recipients - sum(found[digest.id].values())
    return found


@prebuilt
def _but_sent(digest_ids: Sequence[int]) -> sa.Select[int | None, MessageState, int]:
    others = Message.state.in_([state for state in MessageState if state is not MessageState.SENT])
    return (
        sa.select(Message.subject_id, Message.state, sa.func.count())
        .where(Message.kind == KIND, Message.subject_id.in_(digest_ids), others)
        .group_by(Message.subject_id, Message.state)
    )


def reasons_of(session: Session, digest_id: int) -> dict[SkipReason, int]:
    """Count those left out of a digest, by reason."""
    rows = session.execute(*_reasons_of(digest_id))
    return {reason: count for reason, count in rows if reason is not None}


@prebuilt
def _reasons_of(digest_id: int) -> sa.Select[SkipReason | None, int]:
    return (
        sa.select(Message.reason, sa.func.count())
        .where(Message.kind == KIND, Message.subject_id == digest_id, Message.state == MessageState.SKIPPED)
        .group_by(Message.reason)
        .order_by(sa.func.count().desc(), Message.reason)
    )


@lru_cache(maxsize=64)
def deliveries(
    digest_id: int, state: MessageState | None = None, reason: SkipReason | None = None, domain: str = ""
) -> sa.Select[*tuple[Any, ...]]:
    """Select the deliveries of a digest with the person and country of each; kept as long as it is asked again."""
    statement = (
        sa.select(
            Message.id,
            Message.email,
            Message.state,
            Message.reason,
            Message.answer,
            Message.attempts,
            Message.ended_at,
            Member.id.label("member_id"),
            Member.name,
            Member.country_iso2,
            Country.name_en,
        )
        .outerjoin(Member, Member.id == Message.recipient_id)
        .outerjoin(Country, Country.iso2 == Member.country_iso2)
        .where(Message.kind == KIND, Message.subject_id == digest_id)
    )
    if state is not None:
        statement = statement.where(Message.state == state)
    if reason is not None:
        statement = statement.where(Message.reason == reason)
    if domain:
        statement = statement.where(Message.domain == domain)
    return statement


def received(session: Session, members: Collection[int], limit: int = 100) -> Sequence[tuple[Message, str]]:
    """What was sent to these people, the latest first, with the title of each digest."""
    rows = session.execute(_received(members).order_by(Message.id.desc()).limit(limit))
    return [(message, title) for message, title in rows]


def find_received(session: Session, members: Collection[int], message_id: int) -> tuple[Message, str] | None:
    """One of them by its number, or None."""
    row = session.execute(_received(members).where(Message.id == message_id)).first()
    return None if row is None else (row[0], row[1])


def _received(members: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Message, Digest.title)
        .join(Digest, Digest.id == Message.subject_id)
        .where(Message.kind == KIND, Message.recipient_id.in_(members), Message.state == MessageState.SENT)
    )


def in_doubt(session: Session, digest_id: int) -> list[int]:
    """List the numbers of a digest's messages in doubt."""
    return list(
        session.scalars(
            sa.select(Message.id)
            .where(Message.kind == KIND, Message.subject_id == digest_id, Message.state == MessageState.IN_DOUBT)
            .order_by(Message.id)
        )
    )
