"""Lists of what came back, and one message with what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from crm.accounts.rights import Actor
from crm.countries.models import Chamber, Country
from crm.intake.models import Incoming, IncomingContent, IncomingKind
from crm.mail.models import Address, DomainFailure, DomainState, Failure, Message
from crm.mail.services import failing_of
from crm.members.models import EmailAddress, Member
from crm.members.queries.audience import visible
from crm.paging import AnySelect, Order

ORDER = Order((Incoming.received_at, Incoming.id))
MOST = 200


@dataclass(frozen=True)
class IncomingFilter:
    """Which messages: of a kind, waiting for a person, about addresses of a domain."""

    kind: IncomingKind | None = None
    waiting: bool = False
    domain: str = ""


def incoming(chosen: IncomingFilter, actor: Actor) -> AnySelect:
    """The statement of a list: messages about people the actor may see, and about nobody; rows as Came takes them."""
    statement = (
        sa.select(
            Incoming,
            IncomingContent.sender,
            IncomingContent.sender_name,
            IncomingContent.subject,
            Member.name,
            Address.email,
        )
        .outerjoin(IncomingContent, IncomingContent.incoming_id == Incoming.id)
        .outerjoin(Member, Member.id == Incoming.member_id)
        .outerjoin(Address, Address.id == Incoming.address_id)
        .where(_seen_by(actor))
    )
    if chosen.kind is not None:
        statement = statement.where(Incoming.kind == chosen.kind)
    if chosen.waiting:
        statement = statement.where(Incoming.settled_at.is_(None))
    if chosen.domain:
        statement = statement.where(Address.domain == chosen.domain)
    return statement


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(Incoming.member_id.is_(None), sa.and_(Member.erased_at.is_(None), *visible(actor)))


@dataclass(frozen=True)
class Came:
    """One message with what it says, of whom, and the mail of ours it is about."""

    incoming: Incoming
    content: IncomingContent | None
    person: Member | None
    address: Address | None
    ours: Message | None


def find_came(session: Session, incoming_id: int, actor: Actor) -> Came | None:
    """A message of this number, if the actor may see it."""
    row = session.execute(
        sa.select(Incoming, IncomingContent, Member, Address, Message)
        .outerjoin(IncomingContent, IncomingContent.incoming_id == Incoming.id)
        .outerjoin(Member, Member.id == Incoming.member_id)
        .outerjoin(Address, Address.id == Incoming.address_id)
        .outerjoin(Message, Message.id == Incoming.message_id)
        .where(Incoming.id == incoming_id, _seen_by(actor))
        .options(undefer(IncomingContent.text), undefer(IncomingContent.reports))
    ).first()
    return None if row is None else Came(*row)


def waiting_numbers(session: Session) -> Mapping[IncomingKind, int]:
    """How many messages wait for a person, by kind."""
    rows = session.execute(
        sa.select(Incoming.kind, sa.func.count()).where(Incoming.settled_at.is_(None)).group_by(Incoming.kind)
    )
    return dict(rows.all())


def open_matters(session: Session) -> Sequence[DomainFailure]:
    """Domains that failed and wait for a decision."""
    chosen = sa.select(DomainFailure).where(DomainFailure.state == DomainState.OPEN)
    return session.scalars(chosen.order_by(DomainFailure.noticed_at, DomainFailure.id)).all()


def failures_of(session: Session, address_id: int) -> Sequence[Failure]:
    """The evidence against an address, the latest first."""
    chosen = sa.select(Failure).where(Failure.address_id == address_id)
    return session.scalars(chosen.order_by(Failure.id.desc()).limit(MOST)).all()


def find_address(session: Session, address_id: int, actor: Actor) -> Address | None:
    """An address of this number, unless it is only that of people whom the actor may not see."""
    owned = (
        sa.select(EmailAddress.id)
        .join(Member, Member.id == EmailAddress.member_id)
        .where(EmailAddress.address_id == address_id, Member.erased_at.is_(None))
    )
    if session.scalar(owned.limit(1)) is not None and not people_at(session, [address_id], actor):
        return None
    return session.get(Address, address_id)


def people_at(session: Session, address_ids: Sequence[int], actor: Actor) -> Sequence[tuple[int, str, Member]]:
    """Who has these addresses, as far as the actor may see them: the address's number and name, and the person."""
    chosen = (
        sa.select(Address.id, Address.email, Member)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .join(Member, Member.id == EmailAddress.member_id)
        .where(Address.id.in_(address_ids), Member.erased_at.is_(None), *visible(actor))
    )
    rows = session.execute(chosen.order_by(Address.email, Member.id).limit(MOST))
    return list(rows)


def names_of(session: Session, member_ids: Sequence[int], actor: Actor) -> Mapping[int, str]:
    """The names of people by their numbers, as far as the actor may see them."""
    rows = session.execute(sa.select(Member.id, Member.name).where(Member.id.in_(member_ids), *visible(actor)))
    return dict(rows.all())


@dataclass(frozen=True)
class Failing:
    """An address of a failing domain with the last words about it."""

    address: Address
    status: str
    words: str


def failing_at(session: Session, now: datetime, matter: DomainFailure) -> Sequence[Failing]:
    """The addresses of a domain that failed together, with what was said of each last."""
    numbers = failing_of(session, now, matter)
    latest = sa.select(sa.func.max(Failure.id)).where(Failure.address_id.in_(numbers)).group_by(Failure.address_id)
    rows = session.execute(
        sa.select(Address, Failure.status, Failure.words)
        .join(Failure, Failure.address_id == Address.id)
        .where(Failure.id.in_(latest))
        .order_by(Address.email)
        .limit(MOST)
    )
    return [Failing(*row) for row in rows]


def next_elections(session: Session, people: Sequence[Member]) -> Sequence[tuple[Chamber, Country]]:
    """The elections that are expected where these people sit: a parliament's mail may stop with its term."""
    countries = {person.country_iso2 for person in people if person.country_iso2}
    rows = session.execute(
        sa.select(Chamber, Country)
        .join(Country, Country.iso2 == Chamber.country_iso2)
        .where(Chamber.country_iso2.in_(countries), Chamber.next_election_expected.is_not(None))
        .order_by(Chamber.next_election_expected, Chamber.id)
    )
    return list(rows)
