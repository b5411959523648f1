"""What is asked about requests to join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Actor
from crm.countries.models import Country
from crm.joining.models import JoinQuestion, JoinRequest, JoinState
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.names import words
from crm.members.queries.addressed import people_with_address
from crm.members.queries.audience import people, visible
from crm.paging import AnySelect, Order

SHOWN = 8
ORDERS = {
    "asked": Order((JoinRequest.asked_at, JoinRequest.id)),
    "name": Order((JoinRequest.name, JoinRequest.id)),
}


def join_requests(state: JoinState | None) -> AnySelect:
    """Requests whose address is confirmed, with their countries, in one state or in any."""
    wanted = JoinRequest.state != JoinState.UNCONFIRMED if state is None else JoinRequest.state == state
    return (
        sa.select(JoinRequest, Country)
        .outerjoin(Country, Country.iso2 == JoinRequest.country_iso2)
        .where(wanted, JoinRequest.confirmed_at.is_not(None))
    )


def find_request_by_id(session: Session, request_id: int) -> JoinRequest | None:
    """Find a request whose address is confirmed."""
    request = session.get(JoinRequest, request_id)
    return request if request is not None and request.confirmed_at is not None else None


def questions_to(session: Session, request: JoinRequest) -> Sequence[tuple[JoinQuestion, str | None]]:
    """What somebody was asked, with who asked, the first question first."""
    rows = session.execute(
        sa.select(JoinQuestion, sa.func.coalesce(sa.func.nullif(User.name, ""), User.email))
        .outerjoin(User, User.id == JoinQuestion.asked_by)
        .where(JoinQuestion.request_id == request.id)
        .order_by(JoinQuestion.id)
    )
    return [(question, name) for question, name in rows]


def who_it_may_be(session: Session, request: JoinRequest, actor: Actor, now: datetime) -> Sequence[Member]:
    """Which of our people may have asked: the one whose letter it was, those with the address, those so called.

    People whom this actor may not see are left out.
    """
    by_address = {member.id for member in people_with_address(session, request.email)} | {request.member_id or 0}
    named = Filter(stages=(), countries=(request.country_iso2,) if request.country_iso2 else (), search=request.name)
    same_name = session.scalars(people(session, named, actor, now).ids().order_by(Member.id).limit(SHOWN)).all()
    if not same_name and len(words(request.name)) > 1:
        surname = replace(named, search=request.name.split()[-1])
        same_name = session.scalars(people(session, surname, actor, now).ids().order_by(Member.id).limit(SHOWN)).all()
    chosen = by_address | set(same_name)
    return session.scalars(
        sa.select(Member)
        .where(Member.id.in_(chosen), Member.erased_at.is_(None), *visible(actor))
        .order_by(Member.id.in_(by_address).desc(), Member.sort_name, Member.id)
        .limit(SHOWN)
    ).all()


def likeliest(session: Session, request: JoinRequest, found: Sequence[Member]) -> int | None:
    """Which of those found we take it to be until a person says otherwise; nobody where it may be two.

    The only one with the address, else whose letter it was where the name is the same: a colleague may have come by it.
    """
    with_address = {member.id for member in people_with_address(session, request.email)}
    addressed = [member.id for member in found if member.id in with_address]
    if addressed:
        return addressed[0] if len(addressed) == 1 else None
    invited = (member for member in found if member.id == request.member_id)
    return next((member.id for member in invited if set(words(member.name)) == set(words(request.name))), None)
