"""Answering a request to join: accepted, asked back or declined, each by a person."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User, UserState
from crm.accounts.queries import find_user
from crm.accounts.rights import Actor, Role
from crm.accounts.services.mailing import WELCOME, mail_invitation
from crm.accounts.services.users import add_user
from crm.audit.services import describe
from crm.followups.due import in_working_days
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services import close
from crm.joining.models import JoinQuestion, JoinRequest, JoinState
from crm.joining.services.asking import subject_of
from crm.mail.services import queue
from crm.members import services as members
from crm.members.drafts import MemberDraft
from crm.members.models import Member, Stage
from crm.members.queries.addressed import people_with_address
from crm.members.services.consent import Consent
from crm.members.services.linking import add_address, link_user

QUESTION_KIND = "join_question"
DECLINED_KIND = "join_declined"
DAYS_FOR_AN_ANSWER = 5
OPEN = frozenset({JoinState.WAITING, JoinState.ASKED})


class AlreadyDecidedError(ValueError):
    """Somebody else answered this request meanwhile, or its address is not confirmed."""


def accept(
    session: Session, actor: Actor, now: datetime, key: str, request: JoinRequest, known: Member | None = None
) -> Member:
    """Make whoever asked a friend, subscribed as they agreed, and mail them a welcome that signs them in.

    `known` says that it is one of our people. Who shares the address with others gets no account: it would be
    everybody's. Raises AlreadyDecidedError.
    """
    _require_open(request)
    member = known or members.add_member(session, actor, now, _draft(request))
    add_address(session, member, request.email)
    members.change_stage(session, actor, now, member, Stage.FRIEND, now.date(), "asked to join")
    consent = Consent(basis="asked to join", wording=request.wording, source=subject_of(request))
    members.subscribe(session, now, member, consent)
    _let_in(session, now, key, member, request)
    request.member_id = member.id
    _decide(session, actor, now, request, JoinState.ACCEPTED)
    describe(session, f"Accepted {member.name} as a friend", subject=f"members:{member.id}")
    return member


def ask(session: Session, actor: Actor, now: datetime, request: JoinRequest, text: str) -> JoinQuestion:
    """Mail a question to whoever asked; the request comes back to the Today list in a week.

    Raises AlreadyDecidedError.
    """
    _require_open(request)
    question = JoinQuestion(request_id=request.id, text=text, asked_at=now, asked_by=actor.user_id)
    session.add(question)
    request.state = JoinState.ASKED
    session.flush()
    _mail(session, now, request, QUESTION_KIND, question.id)
    for follow_up in _waiting(session, request):
        follow_up.due_on = in_working_days(now.date(), DAYS_FOR_AN_ANSWER)
    session.flush()
    describe(session, f"Asked {request.name} back", subject=subject_of(request))
    return question


def decline(
    session: Session, actor: Actor, now: datetime, request: JoinRequest, note: str = "", *, tell: bool = True
) -> None:
    """Decline a request, and tell whoever asked unless that is better left; raises AlreadyDecidedError."""
    _require_open(request)
    request.note = note
    if tell:
        _mail(session, now, request, DECLINED_KIND, request.id)
    _decide(session, actor, now, request, JoinState.DECLINED)
    describe(session, f"Declined the request of {request.name}", subject=subject_of(request))


def _require_open(request: JoinRequest) -> None:
    if request.state not in OPEN:
        message = "This request was answered already."
        raise AlreadyDecidedError(message)


def _decide(session: Session, actor: Actor, now: datetime, request: JoinRequest, state: JoinState) -> None:
    request.state, request.decided_at, request.decided_by = state, now, actor.user_id
    for follow_up in _waiting(session, request):
        close(session, actor, now, follow_up)
    session.flush()


def _waiting(session: Session, request: JoinRequest) -> list[FollowUp]:
    return list(
        session.scalars(
            sa.select(FollowUp).where(
                FollowUp.kind == FollowUpKind.JOIN,
                FollowUp.state == FollowUpState.OPEN,
                FollowUp.subject == subject_of(request),
            )
        )
    )


def _let_in(session: Session, now: datetime, key: str, member: Member, request: JoinRequest) -> None:
    """Give a new friend an account of their own, unless the address is shared or signs somebody in already."""
    if member.user_id is not None or len(people_with_address(session, request.email)) > 1:
        return
    user = find_user(session, request.email) or _new_user(session, now, request)
    taken = session.scalar(sa.select(Member.id).where(Member.user_id == user.id)) is not None
    if taken or user.role is not Role.MEMBER or user.state is UserState.DISABLED:
        return
    link_user(session, member, user.id)
    mail_invitation(session, now, key, user, kind=WELCOME)


def _new_user(session: Session, now: datetime, request: JoinRequest) -> User:
    return add_user(session, now, email=request.email, role=Role.MEMBER, name=request.name, language=request.language)


def _draft(request: JoinRequest) -> MemberDraft:
    return MemberDraft(
        name=request.name,
        language=request.language,
        country_iso2=request.country_iso2,
        note=request.parliament,
        emails=(request.email,),
    )


def _mail(session: Session, now: datetime, request: JoinRequest, kind: str, subject_id: int) -> None:
    queue(
        session,
        now,
        kind=kind,
        subject_id=subject_id,
        recipient_id=request.id,
        email=request.email,
        language=request.language,
    )
