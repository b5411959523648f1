"""Asking to join: the request is kept, its address confirmed, and then it waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import NOBODY
from crm.accounts.tokens import derive_link, fingerprint, new_nonce
from crm.audit.services import describe
from crm.followups.due import in_working_days
from crm.followups.models import FollowUpKind
from crm.followups.services import Promise, open_follow_up
from crm.joining.models import JoinRequest, JoinState
from crm.mail.kinds import URGENT
from crm.mail.models import Address, AddressState
from crm.mail.services import queue

PURPOSE = "join"
CONFIRM_KIND = "join_confirm"
CONFIRM_WITHIN = timedelta(days=3)
MAILS_AN_HOUR = 3
"""As many mails one address gets within an hour because somebody typed it."""

DAYS_TO_ANSWER = 3


@dataclass(frozen=True)
class Wish:
    """What somebody says who wants to join, and the wording they agreed to."""

    name: str
    email: str
    parliament: str = ""
    country_iso2: str | None = None
    language: str = "en"
    why: str = ""
    wording: str = ""
    letter_id: int | None = None
    member_id: int | None = None


def request_to_join(session: Session, now: datetime, key: str, wish: Wish) -> JoinRequest | None:
    """Keep a wish and mail its address a link that confirms it; None when that address had its mails this hour.

    Whether we know the address changes nothing: the answer tells nobody who is in the network.
    """
    email = wish.email.strip().lower()
    if _asked_lately(session, email, now) >= MAILS_AN_HOUR:
        return None
    nonce = new_nonce()
    request = JoinRequest(
        name=wish.name,
        parliament=wish.parliament,
        country_iso2=wish.country_iso2,
        email=email,
        language=wish.language,
        why=wish.why,
        wording=wish.wording,
        letter_id=wish.letter_id,
        member_id=wish.member_id,
        nonce=nonce,
        token_hash=nonce,
        asked_at=now,
    )
    session.add(request)
    session.flush()
    request.token_hash = fingerprint(link_secret(key, request))
    session.flush()
    describe(session, "Asked to join", subject=subject_of(request))
    queue(
        session,
        now,
        kind=CONFIRM_KIND,
        subject_id=request.id,
        recipient_id=request.id,
        email=email,
        language=wish.language,
        priority=URGENT,
    )
    return request


def link_secret(key: str, request: JoinRequest) -> str:
    """Derive the secret part of the link that confirms an address."""
    return derive_link(key, PURPOSE, request.id, request.nonce)


def find_request(session: Session, secret: str, now: datetime) -> JoinRequest | None:
    """Find the request behind a link, as long as it can be confirmed or is; looking uses nothing up."""
    return session.scalar(
        sa.select(JoinRequest).where(
            JoinRequest.token_hash == fingerprint(secret), JoinRequest.asked_at > now - CONFIRM_WITHIN
        )
    )


def confirm(session: Session, now: datetime, request: JoinRequest) -> None:
    """Keep that the address is theirs, and let the request wait for a person; twice is harmless."""
    if request.state is not JoinState.UNCONFIRMED:
        return
    request.state, request.confirmed_at = JoinState.WAITING, now
    _let_mail_go(session, now, request.email)
    session.flush()
    describe(session, "Confirmed the address of a request to join", subject=subject_of(request))
    promise = Promise(
        text=f"{request.name} wants to join" + (f" ({request.parliament})" if request.parliament else ""),
        due_on=in_working_days(now.date(), DAYS_TO_ANSWER),
        kind=FollowUpKind.JOIN,
        country_iso2=request.country_iso2,
        subject=subject_of(request),
    )
    open_follow_up(session, NOBODY, now, promise)


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Delete requests whose address nobody confirmed in time; returns how many."""
    late = session.scalars(
        sa.select(JoinRequest).where(
            JoinRequest.state == JoinState.UNCONFIRMED, JoinRequest.asked_at <= now - CONFIRM_WITHIN
        )
    ).all()
    for request in late:
        session.delete(request)
    session.flush()
    if late:
        describe(session, f"Forgot {len(late)} requests that nobody confirmed", subject="joining:")
    return len(late)


def subject_of(request: JoinRequest) -> str:
    """How the journal and the Today list name a request."""
    return f"joining:{request.id}"


def _asked_lately(session: Session, email: str, now: datetime) -> int:
    lately = sa.select(sa.func.count(JoinRequest.id)).where(
        JoinRequest.email == email, JoinRequest.asked_at > now - timedelta(hours=1)
    )
    return session.scalar(lately) or 0


def _let_mail_go(session: Session, now: datetime, email: str) -> None:
    """Whoever asks for our mail from an address, and proves it, lifts what had stopped mail to it."""
    address = session.scalar(sa.select(Address).where(Address.email == email, Address.state != AddressState.OK))
    if address is not None:
        address.state, address.state_since, address.evidence = AddressState.OK, now, "asked to join from this address"
