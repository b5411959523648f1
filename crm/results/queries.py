"""What came of a digest: asked of the ledger, of what came back, of consent and of actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from crm.actions.models import ActionState, ParliamentaryAction, Participation
from crm.digests.models import Digest
from crm.digests.queries.deliveries import counts_of, reasons_of
from crm.digests.queries.readers import KIND, TOPIC
from crm.intake.models import Incoming, IncomingKind
from crm.mail.models import Message, MessageState, SkipReason
from crm.members.models import Subscription
from crm.paging import AnySelect, Order
from crm.prebuilt import prebuilt
from crm.results.models import IssueCount

WITHIN: Final = timedelta(days=30)
"""What comes in this time after an issue is counted as having come after it, and is not said to be because of it."""
MOST_DOMAINS: Final = 20
ORDERS = {"sent": Order((Digest.sent_at, Digest.id))}
Condition = sa.ColumnElement[bool]
Went = aliased(Message)
"""A mail looked up beside the one that is listed."""


class Came(StrEnum):
    """What can come of an issue, by which its recipients are listed."""

    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    REPLIED = "replied"
    ACTED = "acted"


@dataclass(frozen=True)
class Span:
    """The time that counts for an issue: thirty days, and for what people decide about our mail until the next one."""

    starts_at: datetime
    ends_at: datetime
    next_at: datetime


@dataclass(frozen=True)
class Numbers:
    """The numbers of one issue."""

    states: Mapping[MessageState, int]
    reasons: Mapping[SkipReason, int]
    domains: Mapping[str, int]
    bounced: int
    unsubscribed: int
    replies: int
    actions: int

    @property
    def recipients(self) -> int:
        """Everybody it was counted for: the sum of the six states."""
        return sum(self.states.values())


def span_of(session: Session, digest: Digest) -> Span | None:
    """Say which time counts for a digest; None as long as nothing of it can have gone."""
    start = digest.starts_at or digest.sent_at
    if start is None:
        return None
    following = session.scalar(sa.select(sa.func.min(Digest.starts_at)).where(Digest.starts_at > start))
    end = start + WITHIN
    return Span(start, end, min(end, following or end))


def numbers_of(session: Session, digest: Digest) -> Numbers:
    """Count what came of a digest: a fixed number of statements, none of which reads every mail one by one."""
    span = span_of(session, digest)
    states = counts_of(session, [digest])[digest.id]
    reasons = reasons_of(session, digest.id)
    if span is None:
        return Numbers(states, reasons, {}, 0, 0, 0, 0)
    times = (span.starts_at, span.ends_at, span.next_at)
    came = {one: session.scalar(*_number(digest.id, *times, came=one)) or 0 for one in Came}
    return Numbers(
        states,
        reasons,
        _domains(session, digest.id, span),
        bounced=came[Came.BOUNCED],
        unsubscribed=came[Came.UNSUBSCRIBED],
        replies=came[Came.REPLIED],
        actions=came[Came.ACTED],
    )


def known_numbers(session: Session, digest: Digest) -> Numbers:
    """The numbers of a digest: as kept once they change no more, else counted."""
    kept = session.get(IssueCount, digest.id)
    if kept is None or not kept.final or digest.sent_at is None or kept.counted_at < digest.sent_at:
        return numbers_of(session, digest)
    return Numbers(
        {state: getattr(kept, state.value) for state in MessageState},
        {SkipReason(reason): number for reason, number in kept.reasons.items()},
        kept.domains,
        bounced=kept.bounced,
        unsubscribed=kept.unsubscribed,
        replies=kept.replies,
        actions=kept.actions,
    )


def known_states(session: Session, digests: Sequence[Digest]) -> dict[int, Mapping[MessageState, int]]:
    """The six states of several digests: as kept once they change no more, else counted; two statements."""
    kept = session.scalars(*_settled([digest.id for digest in digests]))
    found: dict[int, Mapping[MessageState, int]] = {
        row.digest_id: {state: getattr(row, state.value) for state in MessageState} for row in kept
    }
    others = [digest for digest in digests if digest.id not in found]
    return {**(counts_of(session, others) if others else {}), **found}


@prebuilt
def _settled(digest_ids: Sequence[int]) -> sa.Select[IssueCount]:
    """What is kept of digests whose numbers change no more."""
    settled = sa.and_(IssueCount.final, IssueCount.counted_at >= Digest.sent_at)
    chosen = sa.select(IssueCount).join(Digest, Digest.id == IssueCount.digest_id)
    return chosen.where(IssueCount.digest_id.in_(digest_ids), settled)


def came_of(digest_id: int, span: Span, came: Came) -> Condition:
    """Whether a delivery of a digest is one of which something came."""
    if came is Came.BOUNCED:
        return _bounced(span)
    if came is Came.REPLIED:
        return Message.id.in_(_incoming(digest_id, span, IncomingKind.REPLY, Incoming.message_id))
    if came is Came.UNSUBSCRIBED:
        return Message.recipient_id.in_(_unsubscribed(digest_id, span))
    return Message.recipient_id.in_(_actions(digest_id, span, Participation.member_id))


def issues() -> AnySelect:
    """Digests that went, with their numbers where they are counted."""
    return (
        sa.select(Digest, IssueCount)
        .outerjoin(IssueCount, IssueCount.digest_id == Digest.id)
        .where(Digest.sent_at.is_not(None))
    )


def to_be_counted(session: Session, now: datetime) -> Sequence[Digest]:
    """Digests whose numbers are not kept yet, or may have changed since."""
    young = sa.and_(IssueCount.final.is_(False), IssueCount.counted_at < now - timedelta(hours=1))
    again = sa.or_(IssueCount.digest_id.is_(None), IssueCount.counted_at < Digest.sent_at, young)
    return session.scalars(
        sa.select(Digest)
        .outerjoin(IssueCount, IssueCount.digest_id == Digest.id)
        .where(Digest.sent_at.is_not(None), again)
        .order_by(Digest.id)
    ).all()


def _of(digest_id: int) -> tuple[Condition, ...]:
    return (Message.kind == KIND, Message.subject_id == digest_id)


@prebuilt
def _number(digest_id: int, starts_at: datetime, ends_at: datetime, next_at: datetime, *, came: Came) -> sa.Select[int]:
    """How often one of the things that can come of an issue came of this one."""
    span = Span(starts_at, ends_at, next_at)
    if came is Came.BOUNCED:
        return sa.select(sa.func.count(Message.id)).where(*_of(digest_id), _bounced(span))
    if came is Came.REPLIED:
        return _incoming(digest_id, span, IncomingKind.REPLY, sa.func.count(Incoming.id))
    if came is Came.UNSUBSCRIBED:
        return _unsubscribed(digest_id, span, sa.func.count())
    return _actions(digest_id, span, sa.func.count(ParliamentaryAction.id.distinct()))


def _bounced(span: Span) -> Condition:
    """Whether a mail that a server had taken came back."""
    back = sa.select(Incoming.message_id).where(
        Incoming.kind == IncomingKind.BOUNCE,
        Incoming.received_at.between(span.starts_at, span.ends_at),
        Incoming.message_id.is_not(None),
    )
    return sa.and_(Message.state == MessageState.SENT, Message.id.in_(back))


def _incoming(digest_id: int, span: Span, kind: IncomingKind, column: Any) -> sa.Select[Any]:
    return (
        sa.select(column)
        .select_from(Incoming)
        .join(Went, Went.id == Incoming.message_id)
        .where(
            Went.kind == KIND,
            Went.subject_id == digest_id,
            Incoming.kind == kind,
            Incoming.received_at.between(span.starts_at, span.ends_at),
        )
    )


def _was_sent(digest_id: int, member: InstrumentedAttribute[int]) -> Condition:
    """Whether an issue went to somebody: looked up by the ledger's own key."""
    return (
        sa.select(Went.id)
        .where(
            Went.kind == KIND,
            Went.subject_id == digest_id,
            Went.recipient_id == member,
            Went.state == MessageState.SENT,
        )
        .exists()
    )


def _unsubscribed(digest_id: int, span: Span, column: Any = Subscription.member_id) -> sa.Select[Any]:
    """Who stopped the digest between this issue and the next."""
    return sa.select(column).where(
        Subscription.topic == TOPIC,
        Subscription.ended_at >= span.starts_at,
        Subscription.ended_at < span.next_at,
        _was_sent(digest_id, Subscription.member_id),
    )


def _actions(digest_id: int, span: Span, column: Any) -> sa.Select[Any]:
    """Actions of recipients that were logged in the thirty days; drafts do not count."""
    return (
        sa.select(column)
        .select_from(ParliamentaryAction)
        .join(Participation, Participation.action_id == ParliamentaryAction.id)
        .where(
            ParliamentaryAction.logged_at >= span.starts_at,
            ParliamentaryAction.logged_at < span.ends_at,
            ParliamentaryAction.state == ActionState.DONE,
            _was_sent(digest_id, Participation.member_id),
        )
    )


def _domains(session: Session, digest_id: int, span: Span) -> Mapping[str, int]:
    """Mails that failed at once or came back, by domain, the most first."""
    found: Counter[str] = Counter()
    for statement in (_failed(digest_id), _back(digest_id, span.starts_at, span.ends_at)):
        for domain, held in session.execute(*statement):
            found[domain] += held
    return dict(sorted(found.most_common(), key=lambda pair: (-pair[1], pair[0]))[:MOST_DOMAINS])


@prebuilt
def _failed(digest_id: int) -> sa.Select[str, int]:
    return _by_domain(*_of(digest_id), Message.state == MessageState.FAILED)


@prebuilt
def _back(digest_id: int, starts_at: datetime, ends_at: datetime) -> sa.Select[str, int]:
    return _by_domain(*_of(digest_id), _bounced(Span(starts_at, ends_at, ends_at)))


def _by_domain(*chosen: Condition) -> sa.Select[str, int]:
    return sa.select(Message.domain, sa.func.count()).where(*chosen).group_by(Message.domain)
