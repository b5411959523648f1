"""Failures of addresses: noted with their evidence, one by one or as their domain's, and decided by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.failing import TOGETHER, WITHIN, Blame, is_enough, is_the_domains
from crm.mail.models import Address, AddressState, DomainFailure, DomainState, Failure, Message, MessageState
from crm.mail.services.addresses import hold

WRITTEN_WITHIN = timedelta(days=7)
"""Addresses of a domain that were written to in this time are those it is measured by: a report can take days."""
LONGEST_WORDS = 1000
_WENT = (MessageState.SENT, MessageState.FAILED, MessageState.IN_DOUBT)


@dataclass(frozen=True)
class Said:
    """What a server said of a failure, with its status code."""

    blame: Blame
    status: str
    words: str


def note_failure(session: Session, now: datetime, address: Address, message_id: int | None, said: Said) -> bool:
    """Note that a mail failed for an address, and hold it, or name its domain, where the rules say so.

    The same failure of the same mail again, as when a report is played back, changes nothing: False.
    """
    _one_at_a_time(session, address.domain)
    if message_id is not None and _is_known(session, now, message_id, said.blame):
        return False
    session.add(
        Failure(
            address_id=address.id,
            message_id=message_id,
            domain=address.domain,
            failed_at=now,
            blame=said.blame,
            status=said.status[:11],
            words=said.words[:LONGEST_WORDS],
        )
    )
    session.flush()
    if said.blame is not Blame.OURS and not _is_a_matter_of_the_domain(session, now, address.domain):
        _weigh(session, now, address, said)
    return True


def _weigh(session: Session, now: datetime, address: Address, said: Said) -> None:
    """Hold one address: at once when nobody is there, else when it failed often enough."""
    if said.blame is Blame.ADDRESS or _failed_often(session, now, address.id):
        hold(session, now, address.id, f"{said.status} {said.words}".strip())


def _is_a_matter_of_the_domain(session: Session, now: datetime, domain: str) -> bool:
    """Whether the domain failed as one: known before, or found now; then its addresses held meanwhile are let go."""
    open_one = sa.select(DomainFailure.id).where(
        DomainFailure.domain == domain, DomainFailure.state == DomainState.OPEN
    )
    if session.scalar(open_one) is not None:
        return True
    failing = _failing_addresses(session, now, domain)
    if not is_the_domains(len(failing), 0) or not is_the_domains(len(failing), _written_to(session, now, domain)):
        return False
    session.add(DomainFailure(domain=domain, noticed_at=now))
    held = sa.select(Address).where(
        Address.id.in_(failing), Address.state == AddressState.HELD, Address.state_since >= now - TOGETHER
    )
    for address in session.scalars(held):
        address.state, address.evidence, address.state_since = AddressState.OK, "", now
    session.flush()
    return True


def _failing_addresses(session: Session, now: datetime, domain: str) -> list[int]:
    """The addresses of a domain that failed lately, since somebody last decided about it."""
    decided = session.scalar(sa.select(sa.func.max(DomainFailure.decided_at)).where(DomainFailure.domain == domain))
    since = max(now - TOGETHER, decided) if decided else now - TOGETHER
    failed = sa.select(Failure.address_id).where(
        Failure.domain == domain, Failure.failed_at >= since, Failure.failed_at <= now, Failure.blame != Blame.OURS
    )
    return list(session.scalars(failed.distinct()))


def failing_of(session: Session, now: datetime, matter: DomainFailure) -> list[int]:
    """The addresses that failed with their domain, from two days before it was noticed until it was decided about."""
    before = sa.select(sa.func.max(DomainFailure.decided_at)).where(
        DomainFailure.domain == matter.domain, DomainFailure.noticed_at < matter.noticed_at
    )
    since = max(filter(None, [matter.noticed_at - TOGETHER, session.scalar(before)]))
    failed = sa.select(Failure.address_id).where(
        Failure.domain == matter.domain,
        Failure.failed_at.between(since, matter.decided_at or now),
        Failure.blame != Blame.OURS,
    )
    return list(session.scalars(failed.distinct().order_by(Failure.address_id)))


def _written_to(session: Session, now: datetime, domain: str) -> int:
    count = (
        sa.select(sa.func.count(sa.distinct(Message.address_id)))
        .join(Address, Address.id == Message.address_id)
        .where(Address.domain == domain, Message.state.in_(_WENT), Message.ended_at >= now - WRITTEN_WITHIN)
    )
    return session.scalar(count) or 0


def _failed_often(session: Session, now: datetime, address_id: int) -> bool:
    """Whether so many failures, each of another day or mail, are enough; those before the last release don't count."""
    released = session.scalar(sa.select(Address.state_since).where(Address.id == address_id))
    since = max(now - WITHIN, released) if released else now - WITHIN
    rows = session.execute(
        sa.select(Failure.message_id, Failure.failed_at).where(
            Failure.address_id == address_id, Failure.failed_at >= since, Failure.blame != Blame.OURS
        )
    ).all()
    return is_enough(
        len({(row.message_id, row.failed_at.date()) for row in rows}), len({row.message_id for row in rows})
    )


def _is_known(session: Session, now: datetime, message_id: int, blame: Blame) -> bool:
    """Whether this mail failed so already since it went out; one that may pass counts once a day."""
    went = session.scalar(sa.select(Message.ended_at).where(Message.id == message_id))
    since = [went] if went else []
    if blame is Blame.WHILE:
        since.append(now - timedelta(days=1))
    known = sa.select(Failure.id).where(Failure.message_id == message_id, Failure.blame == blame)
    known = known.where(*(Failure.failed_at >= one for one in since))
    return session.scalar(known.limit(1)) is not None


def _one_at_a_time(session: Session, domain: str) -> None:
    """Let failures of one domain wait for each other, so that two at once don't both name it."""
    first = sa.select(Address.id).where(Address.domain == domain).order_by(Address.id).limit(1)
    session.execute(first.with_for_update()).first()
