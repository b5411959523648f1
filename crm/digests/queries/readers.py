"""Who would get a digest, with all that decides it: a fixed number of statements, whatever the audience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.accounts.rights import Actor
from crm.digests.exclusions import Exclusions
from crm.digests.kinds import Template
from crm.digests.models import Digest
from crm.digests.reader import Reader, Receiver
from crm.mail.models import Address, AddressState, Message, MessageState
from crm.members.audience import Filter
from crm.members.models import EmailAddress, Member, Subscription
from crm.members.queries import people
from crm.prebuilt import prebuilt
from crm.preferences.models import Preference
from crm.preferences.queries import off_topics

KIND = "digest"
TOPIC = "digest"


def audience_of(stored: Mapping[str, Any]) -> Filter:
    """Read an audience as it is stored; an empty one means all friends."""
    return Filter.from_json(stored)


def member_ids(session: Session, stored: Mapping[str, Any], actor: Actor, now: datetime) -> sa.Select[int]:
    """Select the ids of the people an audience holds, as far as the actor may see them."""
    return people(session, audience_of(stored), actor, now).ids()


def readers_of(
    session: Session,
    stored: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    *,
    issue_id: int | None = None,
    excluded: Exclusions | None = None,
) -> Sequence[Reader]:
    """List everybody an audience holds, in the order of their ids; `issue_id` does not count as an issue they got."""
    chosen: sa.ColumnElement[bool] = Member.id.in_(member_ids(session, stored, actor, now))
    if excluded is not None:
        chosen = sa.and_(chosen, ~_is_excluded(session, excluded, actor, now))
    return _readers(session, chosen, issue_id)


def excluded_people(
    session: Session, stored: Mapping[str, Any], excluded: Exclusions, actor: Actor, now: datetime
) -> Sequence[tuple[int, str]]:
    """List the people of an audience who are set aside, with their names."""
    if not excluded.stored:
        return []
    held = people(session, audience_of(stored), actor, now).also(_is_excluded(session, excluded, actor, now))
    rows = session.execute(held.select(Member.id, Member.name).order_by(Member.sort_name, Member.id))
    return [(number, name) for number, name in rows]


def _is_excluded(session: Session, excluded: Exclusions, actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    chosen = [Member.id.in_(people(session, meant, actor, now).ids()) for meant in excluded.filters]
    return sa.or_(Member.id.in_(excluded.people), *chosen)


def find_reader(session: Session, member_id: int) -> Reader | None:
    """Find one person as a reader."""
    found = _readers(session, Member.id == member_id, None)
    return found[0] if found else None


def receivers(session: Session, numbers: Sequence[int]) -> Mapping[int, Receiver]:
    """Read of some people, by id, what decides whether a digest goes to them."""
    found: dict[int, Receiver] = {}
    for row in session.execute(*_receivers(numbers)):
        one = Receiver(**_rights(row))
        if row.id not in found or (_works(one) and not _works(found[row.id])):
            found[row.id] = one
    return found


def held_by_audiences(
    session: Session, audiences: Mapping[int, Mapping[str, Any]], actor: Actor, now: datetime
) -> dict[int, frozenset[int]]:
    """Give the members of each audience that is not empty, by its key: one statement for each different audience."""
    known: dict[str, frozenset[int]] = {}
    held: dict[int, frozenset[int]] = {}
    for key, stored in audiences.items():
        if not stored:
            continue
        name = repr(sorted(stored.items()))
        if name not in known:
            known[name] = frozenset(session.scalars(member_ids(session, stored, actor, now)))
        held[key] = known[name]
    return held


def _readers(session: Session, chosen: sa.ColumnElement[bool], issue_id: int | None) -> Sequence[Reader]:
    """Read people with consent, choices, address and last issue; of several addresses the first that works counts."""
    found: dict[int, Reader] = {}
    for row in session.execute(_statement(chosen, issue_id)):
        reader = _reader(row)
        kept = found.get(reader.member_id)
        if kept is None or (_works(reader) and not _works(kept)):
            found[reader.member_id] = reader
    return list(found.values())


def _works(reader: Receiver) -> bool:
    return reader.address_state is AddressState.OK


def _statement(chosen: sa.ColumnElement[bool], issue_id: int | None) -> sa.Select[*tuple[Any, ...]]:
    return _of_each(
        *_deciding(issue_id),
        Member.name,
        Member.salutation,
        Member.language,
        Member.country_iso2,
        Address.id.label("address_id"),
        Address.email,
        _last_issue(issue_id).scalar_subquery().label("last_sent_at"),
    ).where(chosen)


@prebuilt
def _receivers(numbers: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    return _of_each(*_deciding(None)).where(Member.id.in_(numbers))


def _of_each(*columns: sa.ColumnElement[Any] | InstrumentedAttribute[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Select of each person, with a row for each of their addresses in order."""
    return (
        sa.select(*columns)
        .select_from(Member)
        .outerjoin(Subscription, sa.and_(Subscription.member_id == Member.id, Subscription.topic == TOPIC))
        .outerjoin(EmailAddress, EmailAddress.member_id == Member.id)
        .outerjoin(Address, Address.id == EmailAddress.address_id)
        .outerjoin(Preference, Preference.member_id == Member.id)
        .order_by(Member.id, EmailAddress.position, EmailAddress.id)
    )


def _deciding(issue_id: int | None) -> tuple[sa.ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    """The columns that decide whether an issue goes to somebody."""
    alerts = sa.select(Digest.id).where(Digest.template == Template.EMERGENCY)
    last_regular = _last_issue(issue_id).where(Message.subject_id.not_in(alerts)).scalar_subquery()
    return (
        Member.id,
        Member.shielded,
        Member.erased_at.is_not(None).label("erased"),
        Subscription.since,
        Subscription.ended_at.is_not(None).label("unsubscribed"),
        Address.state,
        Preference.days,
        Preference.paused_until,
        off_topics(Member.id).label("off"),
        sa.case((Preference.days > 0, last_regular)).label("last_regular_at"),
    )


def _last_issue(issue_id: int | None) -> sa.Select[datetime | None]:
    """Select when somebody was sent their last issue, but for one."""
    issues = sa.and_(Message.kind == KIND, Message.state == MessageState.SENT)
    if issue_id is not None:
        issues = sa.and_(issues, Message.subject_id != issue_id)
    return sa.select(sa.func.max(Message.ended_at)).where(issues, Message.recipient_id == Member.id)


def _rights(row: Any) -> dict[str, Any]:
    return {
        "shielded": row.shielded,
        "erased": row.erased,
        "subscribed_at": row.since,
        "unsubscribed": row.unsubscribed,
        "address_state": row.state,
        "last_regular_at": row.last_regular_at,
        "pace_days": row.days or 0,
        "paused_until": row.paused_until,
        "topics_off": frozenset(row.off.split(",")) if row.off else frozenset(),
    }


def _reader(row: Any) -> Reader:
    return Reader(
        **_rights(row),
        member_id=row.id,
        name=row.name,
        salutation=row.salutation,
        language=row.language,
        iso2=row.country_iso2,
        address_id=row.address_id,
        email=row.email or "",
        last_sent_at=row.last_sent_at,
    )
