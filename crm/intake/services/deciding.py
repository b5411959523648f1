"""What staff decide about an address that was held, and about a domain that failed as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.intake.services.asking import stop_asking
from crm.mail.failing import TOGETHER, Blame
from crm.mail.kinds import URGENT
from crm.mail.models import Address, DomainFailure, DomainState, Failure, Message, MessageState, SkipReason
from crm.mail.services import ensure_address, failing_of, hold, release
from crm.mail.services.queueing import requeue
from crm.members.models import EmailAddress

_AGAIN = (MessageState.SENT, MessageState.FAILED)


class DecidedError(ValueError):
    """Somebody has decided about the domain already."""


def let_mail_go(session: Session, now: datetime, address: Address) -> None:
    """Release an address in one click; what was decided about it no longer waits."""
    release(session, now, address.id)
    session.flush()
    stop_asking(session, now, f"addresses:{address.id}", "Mail goes there again.")
    describe(session, f"Released {address.email}", subject=f"addresses:{address.id}")


def hold_by_hand(session: Session, now: datetime, address: Address) -> None:
    """Hold an address because a person says so."""
    hold(session, now, address.id, "Held by hand.")
    stop_asking(session, now, f"addresses:{address.id}", "Mail to it is held.")
    describe(session, f"Held {address.email}", subject=f"addresses:{address.id}")


def wait_and_send_again(session: Session, actor: Actor, now: datetime, matter: DomainFailure, until: datetime) -> int:
    """Send what came back again at a time, when the domain may work again; says how many mails."""
    chosen = _came_back(session, now, matter)
    _decide(session, actor, now, matter, DomainState.WAITING)
    count = _send_again(session, until, chosen)
    describe(session, f"{matter.domain}: {count} mails go again", subject=_subject(matter))
    return count


def hold_all(session: Session, actor: Actor, now: datetime, matter: DomainFailure) -> int:
    """Hold every address of the domain that failed; says how many."""
    failing = failing_of(session, now, matter)
    _decide(session, actor, now, matter, DomainState.HELD)
    for address_id in failing:
        words = session.scalar(
            sa.select(Failure.status + " " + Failure.words)
            .where(Failure.address_id == address_id, Failure.blame != Blame.OURS)
            .order_by(Failure.id.desc())
            .limit(1)
        )
        hold(session, now, address_id, words or matter.domain)
    describe(session, f"{matter.domain}: held {len(failing)} addresses", subject=_subject(matter))
    return len(failing)


@dataclass(frozen=True)
class Move:
    """One address of a person and what it becomes; `is_taken` when the person has that one already."""

    link_id: int
    member_id: int
    before: str
    after: str
    is_taken: bool = False


def moves(session: Session, matter: DomainFailure, domain: str) -> Sequence[Move]:
    """What changing the domain for all would do: every address that one of our people has there."""
    rows = session.execute(
        sa.select(EmailAddress.id, EmailAddress.member_id, Address.email)
        .join(Address, Address.id == EmailAddress.address_id)
        .where(Address.domain == matter.domain)
        .order_by(Address.email, EmailAddress.id)
    ).all()
    taken = set(
        session.execute(
            sa.select(EmailAddress.member_id, Address.email)
            .join(Address, Address.id == EmailAddress.address_id)
            .where(Address.domain == domain)
        )
    )
    found = [(row.id, row.member_id, row.email, f"{row.email.rpartition('@')[0]}@{domain}") for row in rows]
    return [Move(link, member, before, after, (member, after) in taken) for link, member, before, after in found]


def change_domain(
    session: Session, actor: Actor, now: datetime, matter: DomainFailure, domain: str, *, send_again: bool
) -> int:
    """Give everybody with an address at the domain the same address at another; says how many. Undone as one act."""
    planned = moves(session, matter, domain)
    chosen = _came_back(session, now, matter)
    _decide(session, actor, now, matter, DomainState.CHANGED)
    for move in planned:
        link = session.get_one(EmailAddress, move.link_id)
        if move.is_taken:
            session.delete(link)
        else:
            link.address_id = ensure_address(session, move.after).id
    session.flush()
    describe(session, f"{matter.domain} is now {domain}: {len(planned)} addresses", subject=_subject(matter))
    if send_again:
        _move_messages(session, chosen, matter.domain, domain)
        _send_again(session, now, chosen)
    return len(planned)


def _decide(session: Session, actor: Actor, now: datetime, matter: DomainFailure, state: DomainState) -> None:
    if matter.state is not DomainState.OPEN:
        message = "Somebody has decided about this domain already."
        raise DecidedError(message)
    matter.state, matter.decided_at, matter.decided_by = state, now, actor.user_id
    session.flush()
    stop_asking(session, now, _subject(matter), "It is decided for the whole domain.")


def _came_back(session: Session, now: datetime, matter: DomainFailure) -> list[int]:
    """The mails that failed with the domain, and those not sent to it meanwhile; not what somebody had to wait for."""
    since = matter.noticed_at - TOGETHER
    failed = sa.select(Failure.message_id).where(
        Failure.domain == matter.domain, Failure.failed_at.between(since, now), Failure.blame != Blame.OURS
    )
    there = sa.select(Address.id).where(Address.domain == matter.domain)
    kept_back = sa.and_(
        Message.address_id.in_(there),
        Message.state == MessageState.SKIPPED,
        Message.reason == SkipReason.ON_HOLD,
        Message.ended_at >= since,
    )
    sent = sa.and_(Message.id.in_(failed), Message.state.in_(_AGAIN))
    chosen = sa.select(Message.id).where(sa.or_(sent, kept_back), Message.priority > URGENT)
    return list(session.scalars(chosen.order_by(Message.id)))


def _send_again(session: Session, at: datetime, chosen: Sequence[int]) -> int:
    return requeue(session, at, Message.id.in_(chosen)) if chosen else 0


def _move_messages(session: Session, chosen: Sequence[int], before: str, after: str) -> None:
    for message in session.scalars(sa.select(Message).where(Message.id.in_(chosen), Message.domain == before)).all():
        message.email = f"{message.email.rpartition('@')[0]}@{after}"
        message.domain, message.address_id = after, ensure_address(session, message.email).id
    session.flush()


def _subject(matter: DomainFailure) -> str:
    return f"domain-failures:{matter.id}"
