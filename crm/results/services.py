"""Keeping the numbers of digests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.digests.models import Digest
from crm.digests.queries.readers import KIND
from crm.mail.models import Message
from crm.results.models import IssueCount
from crm.results.queries import numbers_of, span_of


def count_again(session: Session, messages: Collection[int]) -> None:
    """Forget the numbers of the digests that some mails are of: somebody decided what became of these."""
    digests = sa.select(Message.subject_id).where(Message.id.in_(messages), Message.kind == KIND)
    session.execute(sa.delete(IssueCount).where(IssueCount.digest_id.in_(digests)))


def keep_numbers(session: Session, now: datetime, digest: Digest) -> IssueCount:
    """Count what came of a digest, and keep it; counted again it is written over."""
    numbers, span = numbers_of(session, digest), span_of(session, digest)
    over = span is not None and span.ends_at <= now
    kept = IssueCount(
        digest_id=digest.id,
        recipients=numbers.recipients,
        bounced=numbers.bounced,
        unsubscribed=numbers.unsubscribed,
        replies=numbers.replies,
        actions=numbers.actions,
        reasons={reason.value: number for reason, number in numbers.reasons.items()},
        domains=dict(numbers.domains),
        counted_at=now,
        final=over,
        **{state.value: number for state, number in numbers.states.items()},
    )
    return session.merge(kept)
