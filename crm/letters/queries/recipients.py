"""Whom a letter can go to: what it says of them, and what decides how it goes, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionState, ParliamentaryAction, Participation
from crm.countries.models import Chamber
from crm.countries.post import post_lines
from crm.letters.facts import Person
from crm.letters.kinds import LetterKind, LetterState
from crm.letters.models import Letter, LetterBatch, LetterTemplate, LetterText
from crm.mail.models import Address, AddressState
from crm.members.audience import Filter
from crm.members.models import EmailAddress, Mandate, Member, Stage, StageChange
from crm.members.queries import People, people
from crm.members.queries.records import post_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with their ways to be reached and when they were invited last."""

    person: Person
    stage: Stage
    shielded: bool
    postal_address: str
    email: str
    address_id: int | None
    address_state: AddressState | None
    invited_on: date | None


def meant_by(session: Session, batch: LetterBatch, actor: Actor, now: datetime) -> People:
    """The people a batch is for, as far as the actor may see them: those chosen one by one, else its audience."""
    if batch.only:
        return people(session, Filter().everyone, actor, now).also(Member.id.in_([int(one) for one in batch.only]))
    return people(session, Filter.from_json(batch.audience), actor, now)


def recipients_of(session: Session, chosen: sa.Select[int], today: date) -> Sequence[Recipient]:
    """Read people with seat, address, last action and last invitation, by country and name: five statements."""
    rows = session.execute(
        sa.select(
            Member.id,
            Member.name,
            Member.honorific,
            Member.salutation,
            Member.gender,
            Member.language,
            Member.country_iso2,
            Member.party,
            Member.stage,
            Member.stage_since,
            Member.shielded,
            Member.postal_address,
            Member.postal_code,
            Member.postal_city,
            Member.postal_region,
        )
        .where(Member.id.in_(chosen))
        .order_by(Member.country_iso2, Member.sort_name, Member.id)
    ).all()
    seats = _seats(session, chosen, today)
    emails, actions, invited = _emails(session, chosen), _actions(session, chosen), _invited(session, chosen)
    return [
        _recipient(row, seats.get(row.id), emails.get(row.id), actions.get(row.id), invited.get(row.id)) for row in rows
    ]


def _recipient(row: Any, seat: Any, email: Any, action: Any, invited_on: date | None) -> Recipient:
    return Recipient(
        person=Person(
            member_id=row.id,
            name=row.name,
            honorific=row.honorific,
            salutation=row.salutation,
            gender=row.gender,
            language=row.language,
            iso2=row.country_iso2,
            party=row.party,
            friend_since=row.stage_since if row.stage is Stage.FRIEND else None,
            chamber=seat.name if seat else "",
            house=seat.house if seat else "",
            latest_action=action.title if action else "",
            latest_action_on=action.on if action else None,
        ),
        stage=row.stage,
        shielded=row.shielded,
        postal_address="\n".join(post_lines(post_of(row), row.country_iso2)) or (seat.postal_address if seat else ""),
        email=email.email if email else "",
        address_id=email.id if email else None,
        address_state=email.state if email else None,
        invited_on=invited_on,
    )


def _seats(session: Session, chosen: sa.Select[int], today: date) -> Mapping[int, Any]:
    """The seat that somebody holds today; of several the latest."""
    rows = session.execute(
        sa.select(Mandate.member_id, Chamber.name, Chamber.house, Chamber.postal_address, Mandate.starts, Mandate.ends)
        .join(Chamber, Chamber.id == Mandate.chamber_id)
        .where(Mandate.member_id.in_(chosen))
        .order_by(Mandate.member_id, Mandate.starts, Mandate.id)
    )
    return {row.member_id: row for row in rows if row.ends is None or row.ends.latest >= today}


def _emails(session: Session, chosen: sa.Select[int]) -> Mapping[int, Any]:
    """The first address that works, else the first."""
    found: dict[int, Any] = {}
    rows = session.execute(
        sa.select(EmailAddress.member_id, Address.id, Address.email, Address.state)
        .join(Address, Address.id == EmailAddress.address_id)
        .where(EmailAddress.member_id.in_(chosen))
        .order_by(EmailAddress.member_id, EmailAddress.position, EmailAddress.id)
    )
    for row in rows:
        kept = found.get(row.member_id)
        if kept is None or (kept.state is not AddressState.OK and row.state is AddressState.OK):
            found[row.member_id] = row
    return found


def _actions(session: Session, chosen: sa.Select[int]) -> Mapping[int, Any]:
    rows = session.execute(
        sa.select(Participation.member_id, ParliamentaryAction.title, ParliamentaryAction.on)
        .join(ParliamentaryAction, ParliamentaryAction.id == Participation.action_id)
        .where(
            Participation.member_id.in_(chosen),
            Participation.withdrawn_on.is_(None),
            ParliamentaryAction.state == ActionState.DONE,
        )
        .order_by(Participation.member_id, ParliamentaryAction.on.is_not(None), ParliamentaryAction.on)
    )
    return {row.member_id: row for row in rows}


def _invited(session: Session, chosen: sa.Select[int]) -> Mapping[int, date]:
    """When somebody was invited last: by a letter of ours, or by hand."""
    letters = (
        sa.select(Letter.member_id, Letter.sent_on.label("on"))
        .join(LetterText, LetterText.id == Letter.text_id)
        .join(LetterTemplate, LetterTemplate.id == LetterText.template_id)
        .where(
            Letter.state == LetterState.SENT,
            LetterTemplate.kind == LetterKind.INVITATION,
            Letter.member_id.in_(chosen),
        )
    )
    stages = sa.select(StageChange.member_id, StageChange.on.label("on")).where(
        StageChange.after == Stage.INVITED, StageChange.member_id.in_(chosen)
    )
    every = sa.union_all(letters, stages).subquery()
    rows = session.execute(sa.select(every.c.member_id, sa.func.max(every.c.on)).group_by(every.c.member_id))
    return {member_id: on for member_id, on in rows}  # noqa: C416 - rows become plain pairs
