"""What waits for a person because of what came back: one item for each address, domain, refusing server or reply."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.followups.due import in_working_days, working_day
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services import Promise, close, open_follow_up
from crm.intake.models import Incoming
from crm.intake.queries.matching import people_at
from crm.intake.reading import Reading
from crm.mail.failing import WITHIN, Blame
from crm.mail.models import Address, AddressState, DomainFailure, DomainState, Failure
from crm.mail.refusals import refusal_words
from crm.mail.services import Said, failing_of
from crm.members.models import EmailAddress, Member

DAYS_TO_ANSWER = 2
LONGEST_SUBJECT = 80
UNRECOGNISED = "intake:?kind=unrecognised&waiting=y"


def ask_about_address(session: Session, now: datetime, address: Address, said: Said | None) -> None:
    """Let somebody decide about what a failure, or a complaint, did to an address or its domain."""
    matter = _open_matter(session, address.domain)
    if said is not None and said.blame is Blame.OURS:
        _ask_about_refusals(session, now, address.domain, said)
    elif matter is not None:
        _ask_about_domain(session, now, matter)
    elif address.state is not AddressState.OK and not _asked_since(session, address):
        _ask_about_one(session, now, address)


def ask_about_reply(session: Session, now: datetime, incoming: Incoming, reading: Reading) -> None:
    """Let somebody read what a person answered: whoever looks after them, within two working days."""
    owner = session.scalar(sa.select(Member.owner_id).where(Member.id == incoming.member_id))
    _open(
        session,
        now,
        Promise(
            text=f"{reading.sender_name or reading.sender} wrote: {reading.subject or reading.text[:100] or '…'}",
            due_on=in_working_days(now.date(), DAYS_TO_ANSWER),
            kind=FollowUpKind.REPLY,
            member_id=incoming.member_id,
            owner_id=owner,
            subject=f"intake:{incoming.id}",
        ),
    )


def ask_about_unrecognised(session: Session, now: datetime) -> None:
    """Let somebody look into the box of what was not recognised: one item, however much lies there."""
    if not _waits(session, UNRECOGNISED):
        text = "Mail came in that belongs to nobody we know: look into the box."
        due_on = in_working_days(now.date(), DAYS_TO_ANSWER)
        _open(session, now, Promise(text=text, due_on=due_on, kind=FollowUpKind.REPLY, subject=UNRECOGNISED))


def ask_about_what_failed(session: Session, now: datetime) -> int:
    """Ask about what failed while it was sent, where nobody has asked yet; says how many addresses and domains."""
    before = _count(session)
    for matter in session.scalars(sa.select(DomainFailure).where(DomainFailure.state == DomainState.OPEN)):
        _ask_about_domain(session, now, matter)
    held = (
        sa.select(Address)
        .where(Address.state == AddressState.HELD, Address.id.in_(_failed_lately(now)))
        .order_by(Address.id)
    )
    for address in session.scalars(held).all():
        ask_about_address(session, now, address, None)
    refused = sa.select(Failure.domain, sa.func.max(Failure.status), sa.func.max(Failure.words)).where(
        Failure.blame == Blame.OURS, Failure.failed_at >= now - WITHIN
    )
    for domain, status, words in session.execute(refused.group_by(Failure.domain)).all():
        if not _asked_within(session, f"refusals:{domain}", now):
            _ask_about_refusals(session, now, domain, Said(Blame.OURS, status, words))
    return _count(session) - before


def stop_asking(session: Session, now: datetime, subject: str, note: str) -> None:
    """Close what waits about something: it is decided."""
    open_ones = sa.select(FollowUp).where(FollowUp.subject == subject, FollowUp.state == FollowUpState.OPEN)
    for follow_up in session.scalars(open_ones).all():
        close(session, OPERATOR, now, follow_up, note=note)


def _ask_about_one(session: Session, now: datetime, address: Address) -> None:
    people = people_at(session, address.id)
    if address.state is AddressState.ALL_MAIL_OFF:
        text = f"{address.email} marked our mail as spam: no mail goes there any more."
    else:
        text = f"Mail to {address.email} came back: {refusal_words(address.evidence).lower()}. Mail to it is held."
    _open(
        session,
        now,
        Promise(
            text=text,
            due_on=working_day(now.date()),
            kind=FollowUpKind.BOUNCE,
            member_id=people[0].id if people else None,
            owner_id=people[0].owner_id if people else None,
            subject=f"addresses:{address.id}",
        ),
    )


def _ask_about_domain(session: Session, now: datetime, matter: DomainFailure) -> None:
    """One item for the domain; those about its addresses one by one go."""
    subject = f"domain-failures:{matter.id}"
    failing = failing_of(session, now, matter)
    for address_id in failing:
        stop_asking(session, now, f"addresses:{address_id}", "The whole domain failed: it is decided as one.")
    if _waits(session, subject):
        return
    country = session.scalar(
        sa.select(Member.country_iso2)
        .join(EmailAddress, EmailAddress.member_id == Member.id)
        .where(EmailAddress.address_id.in_(failing), Member.country_iso2.is_not(None))
        .group_by(Member.country_iso2)
        .order_by(sa.func.count().desc(), Member.country_iso2)
        .limit(1)
    )
    text = f"Mail to {matter.domain} comes back from many addresses together: nobody is held. Decide for all."
    due_on = working_day(now.date())
    _open(
        session,
        now,
        Promise(text=text, due_on=due_on, kind=FollowUpKind.BOUNCE, country_iso2=country, subject=subject),
    )


def _ask_about_refusals(session: Session, now: datetime, domain: str, said: Said) -> None:
    """One item for a server that refuses us, however many mails it refused."""
    subject = f"refusals:{domain}"[:LONGEST_SUBJECT]
    if not _waits(session, subject):
        text = f"{domain} refuses our mail by its rules ({said.status or 'no code'}): {said.words[:200]}"
        due_on = working_day(now.date())
        _open(session, now, Promise(text=text, due_on=due_on, kind=FollowUpKind.BOUNCE, subject=subject))


def _open(session: Session, now: datetime, promise: Promise) -> None:
    open_follow_up(session, OPERATOR, now, promise)


def _open_matter(session: Session, domain: str) -> DomainFailure | None:
    return session.scalar(
        sa.select(DomainFailure).where(DomainFailure.domain == domain, DomainFailure.state == DomainState.OPEN)
    )


def _waits(session: Session, subject: str) -> bool:
    waiting = sa.select(FollowUp.id).where(FollowUp.subject == subject, FollowUp.state == FollowUpState.OPEN)
    return session.scalar(waiting.limit(1)) is not None


def _asked_since(session: Session, address: Address) -> bool:
    """Whether somebody was asked about an address since it is in its state."""
    asked = sa.select(FollowUp.id).where(FollowUp.subject == f"addresses:{address.id}")
    if address.state_since is not None:
        asked = asked.where(FollowUp.opened_at >= address.state_since)
    return session.scalar(asked.limit(1)) is not None


def _asked_within(session: Session, subject: str, now: datetime) -> bool:
    asked = sa.select(FollowUp.id).where(
        FollowUp.subject == subject[:LONGEST_SUBJECT], FollowUp.opened_at >= now - WITHIN
    )
    return session.scalar(asked.limit(1)) is not None


def _failed_lately(now: datetime) -> sa.Select[int]:
    return sa.select(Failure.address_id).where(Failure.failed_at >= now - WITHIN, Failure.blame != Blame.OURS)


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(FollowUp)) or 0
