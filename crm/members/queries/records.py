"""One person, and what is kept beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts.models import User
from crm.accounts.rights import Actor
from crm.countries.models import Chamber
from crm.countries.post import Post
from crm.mail.models import Address, AddressState
from crm.members.models import EmailAddress, Interaction, Mandate, Member, SavedView, Subscription, Tag
from crm.members.queries.audience import visible
from crm.paging import AnySelect
from crm.prebuilt import prebuilt


def find_member(session: Session, member_id: int, actor: Actor) -> Member | None:
    """A person with their country, if there is one and this actor may see them."""
    return session.scalars(*_member(member_id, actor=actor)).first()


@prebuilt
def _member(member_id: int, *, actor: Actor) -> sa.Select[Member]:
    chosen = sa.select(Member).where(Member.id == member_id, Member.erased_at.is_(None), *visible(actor))
    return chosen.options(joinedload(Member.country))


def get_member(session: Session, member_id: int, actor: Actor) -> Member:
    """A person with their country; raises LookupError when there is none that this actor may see."""
    found = find_member(session, member_id, actor)
    if found is None:
        message = f"nobody has the number {member_id}"
        raise LookupError(message)
    return found


def post_of(member: Any) -> Post:
    """A person's postal address by its parts, of their row or of one with its columns."""
    return Post(member.postal_address, member.postal_code, member.postal_city, member.postal_region)


def mandates_of(session: Session, member_id: int) -> Sequence[Mandate]:
    """A person's seats with their chambers, those that go on first, then the latest."""
    return session.scalars(*_mandates_of(member_id)).all()


@prebuilt
def _mandates_of(member_id: int) -> sa.Select[Mandate]:
    return (
        sa.select(Mandate)
        .join(Mandate.chamber)
        .where(Mandate.member_id == member_id)
        .order_by(Mandate.ends.is_not(None), Mandate.ends.desc(), Mandate.starts.desc(), Mandate.id.desc())
        .options(contains_eager(Mandate.chamber))
    )


@dataclass(frozen=True, slots=True)
class LinkedAddress:
    """An address of a person's, with its state."""

    link_id: int
    address_id: int
    email: str
    state: AddressState
    evidence: str


def addresses_of(session: Session, member_id: int) -> Sequence[LinkedAddress]:
    """A person's addresses in the order in which they are used."""
    return [LinkedAddress(*row) for row in session.execute(*_addresses_of(member_id))]


@prebuilt
def _addresses_of(member_id: int) -> AnySelect:
    return (
        sa.select(EmailAddress.id, Address.id, Address.email, Address.state, Address.evidence)
        .join(Address, Address.id == EmailAddress.address_id)
        .where(EmailAddress.member_id == member_id)
        .order_by(EmailAddress.position, EmailAddress.id)
    )


def subscriptions_of(session: Session, member_id: int) -> Sequence[Subscription]:
    """What a person agreed to get, also what ended."""
    return session.scalars(
        sa.select(Subscription).where(Subscription.member_id == member_id).order_by(Subscription.topic)
    ).all()


def tags_of(session: Session, member_id: int) -> Sequence[str]:
    """The words by which staff group a person."""
    return session.scalars(*_tags_of(member_id)).all()


@prebuilt
def _tags_of(member_id: int) -> sa.Select[str]:
    return sa.select(Tag.word).where(Tag.member_id == member_id).order_by(Tag.word)


def interactions_of(session: Session, member_id: int, limit: int = 100) -> Sequence[tuple[Interaction, str | None]]:
    """Calls, meetings, letters and notes with who noted them, the latest first."""
    return [(interaction, name) for interaction, name in session.execute(*_interactions_of(member_id, limit))]


@prebuilt
def _interactions_of(member_id: int, limit: int) -> AnySelect:
    return (
        sa.select(Interaction, sa.func.coalesce(sa.func.nullif(User.name, ""), User.email))
        .outerjoin(User, User.id == Interaction.by_user_id)
        .where(Interaction.member_id == member_id)
        .order_by(Interaction.on.desc(), Interaction.id.desc())
        .limit(limit)
    )


def list_views(session: Session) -> Sequence[SavedView]:
    """The filters kept under a name, in the names' order."""
    return session.scalars(sa.select(SavedView).order_by(SavedView.name, SavedView.id)).all()


def find_view(session: Session, name: str) -> SavedView | None:
    """A saved view by its name or number."""
    by_number = SavedView.id == int(name) if name.isdecimal() and len(name) < 10 else sa.false()  # noqa: PLR2004 - an id
    return session.scalar(sa.select(SavedView).where(sa.or_(SavedView.name == name, by_number)).order_by(SavedView.id))


def list_chambers(session: Session, countries: Sequence[str], chosen: Sequence[int]) -> Sequence[Chamber]:
    """The chambers of some countries, and those already chosen."""
    return session.scalars(
        sa.select(Chamber)
        .where(sa.or_(Chamber.country_iso2.in_(countries), Chamber.id.in_(chosen)))
        .order_by(Chamber.country_iso2, Chamber.name, Chamber.id)
    ).all()
