"""Erasing a person: what we keep of them goes everywhere, and with it what the history says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Act, Actor, Relation, Role, allowed
from crm.accounts.services.erasing import erase_user
from crm.audit import erasing as history
from crm.audit.erasing import RowName
from crm.audit.models import Change
from crm.audit.services import describe, journal
from crm.db import Base
from crm.mail.models import Address
from crm.mail.services.erasing import forget_links
from crm.members.erased_ids import erased_id
from crm.members.models import EmailAddress, Identifier, Member, Stage, StageChange
from crm.members.services.people import NotAllowedError, change_stage

WORDS = (
    "name", "sort_name", "honorific", "salutation", "gender", "territory", "party", "phone", "postal_address",
    "postal_code", "postal_city", "postal_region", "note",
)  # fmt: skip
"""What a member's row says of somebody in words; their country stays, so that figures of the past hold."""


@dataclass(frozen=True)
class Leaving:
    """Somebody who is being erased: their number, when, and the words that must not be found any more."""

    member_id: int
    at: datetime
    words: tuple[str, ...]


Eraser: TypeAlias = Callable[[Session, Leaving], Iterable[RowName]]
"""Sees to what a feature keeps of somebody; gives the rows whose history is to be forgotten."""

ERASERS: list[tuple[frozenset[type[Base]], Eraser]] = []
"""Who sees to the rows of which models; those of every other model that names a member are deleted."""


def erases(*models: type[Base]) -> Callable[[Eraser], Eraser]:
    """Register what sees to rows of these models that are about somebody who is erased."""

    def register(eraser: Eraser) -> Eraser:
        ERASERS.append((frozenset(models), eraser))
        return eraser

    return register


def models_seen_to() -> frozenset[type[Base]]:
    """The models whose rows are not simply deleted."""
    return frozenset().union(*(models for models, _eraser in ERASERS))


def erase(session: Session, actor: Actor, now: datetime, member: Member, reason: str) -> None:
    """Erase a person for good; raises NotAllowedError.

    Nothing brings it back: the history keeps that something was done to a number, and no word of what.
    """
    if not allowed(actor, Act.ERASE_PEOPLE, Relation.ANY):
        message = "this person is not yours to erase"
        raise NotAllowedError(message)
    user = session.get(User, member.user_id) if member.user_id is not None else None
    leaving = Leaving(member.id, now, tuple(_words_of(session, member, user)))
    subjects = [f"members:{member.id}", *([f"users:{user.id}"] if user else [])]
    if member.stage is not Stage.LEFT:
        change_stage(session, actor, now, member, Stage.LEFT, now.date(), "")
    gone = [history.name_of(member)]
    for _models, eraser in ERASERS:
        gone += eraser(session, leaving)
    gone += _take_the_rest_away(session, leaving)
    _empty(member, now)
    if user is not None and user.role is Role.MEMBER:
        gone += erase_user(session, now, user)
    forget_links(session, member.id)
    history.strike_history(session, gone, subjects, leaving.words)
    history.forget_rows(session, gone)
    describe(session, "Erased a person", subject=subjects[0])
    journal(session, now, "person erased", actor_id=actor.user_id, detail={"member": member.id, "reason": reason})
    session.flush()


@erases(Identifier)
def _hide_ids(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Keep that a source's id is taken, so that the same file does not bring them back; nobody can read it."""
    for one in session.scalars(sa.select(Identifier).where(Identifier.member_id == leaving.member_id)):
        one.value, one.said = erased_id(one.scheme, one.value), {}
        yield history.name_of(one)


@erases(StageChange)
def _keep_stages(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Keep when somebody came and left, which figures of the past count; not why."""
    for one in session.scalars(sa.select(StageChange).where(StageChange.member_id == leaving.member_id)):
        one.reason = ""
        yield history.name_of(one)


@erases(EmailAddress)
def _take_addresses(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Take their addresses away; one that serves somebody else too stays theirs."""
    links = session.scalars(sa.select(EmailAddress).where(EmailAddress.member_id == leaving.member_id)).all()
    numbers = {link.address_id for link in links}
    for link in links:
        yield from history.take_away(session, link)
    shared = set(session.scalars(sa.select(EmailAddress.address_id).where(EmailAddress.address_id.in_(numbers))))
    for address in session.scalars(sa.select(Address).where(Address.id.in_(numbers - shared))).all():
        yield from history.take_away(session, address)


def _take_the_rest_away(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Delete whatever else names them, and find what named them once."""
    for model, column in history.referring_to(Member):
        table = model.__tablename__
        yield from history.rows_once_of(session, table, column.key, leaving.member_id)
        if model not in models_seen_to():
            for row in session.scalars(sa.select(model).where(column == leaving.member_id)).all():
                yield from history.take_away(session, row)


def _words_of(session: Session, member: Member, user: User | None) -> Iterator[str]:
    """Every name and address they have or had."""
    yield from (member.name, member.sort_name)
    yield from (user.name, user.email) if user is not None and user.role is Role.MEMBER else ()
    theirs = sa.select(Address.email).join(EmailAddress, EmailAddress.address_id == Address.id)
    yield from session.scalars(theirs.where(EmailAddress.member_id == member.id))
    table, key = history.name_of(member)
    for change in session.scalars(sa.select(Change).where(Change.table_name == table, Change.row_key == key)):
        for said in (change.before or {}, change.after or {}):
            yield from (said[name] for name in ("name", "sort_name") if said.get(name))


def _empty(member: Member, now: datetime) -> None:
    for name in WORDS:
        setattr(member, name, "")
    member.language, member.shielded = "en", False
    member.owner_id = member.user_id = member.last_contact_on = None
    member.erased_at = now
