"""People as rows of our own files: one row for each mandate, or one for somebody without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber
from crm.mail.models import Address
from crm.members.models import EmailAddress, Identifier, Mandate, Member, Tag
from crm.members.own_key import own_key
from crm.members.queries.audience import People
from crm.members.sources.own import BY_NAME, SCHEME

CHUNK = 1_000
Cells = dict[str, str]


def export_people(session: Session, chosen: People) -> Iterator[Cells]:
    """Every row about these people, in the order in which lists show them, five statements for a thousand people."""
    numbers = session.scalars(chosen.ids().order_by(Member.sort_name, Member.id)).all()
    for start in range(0, len(numbers), CHUNK):
        yield from export_cells(session, numbers[start : start + CHUNK])


def export_cells(session: Session, numbers: Sequence[int]) -> Iterator[Cells]:
    """The rows about the people of these numbers, in this order."""
    found = {member.id: member for member in session.execute(sa.select(Member.__table__).where(Member.id.in_(numbers)))}
    emails = _listed(
        session,
        sa.select(EmailAddress.member_id, Address.email)
        .join(Address, Address.id == EmailAddress.address_id)
        .where(EmailAddress.member_id.in_(numbers))
        .order_by(EmailAddress.position, EmailAddress.id),
    )
    tags = _listed(session, sa.select(Tag.member_id, Tag.word).where(Tag.member_id.in_(numbers)).order_by(Tag.word))
    others = _listed(
        session,
        sa.select(Identifier.member_id, Identifier.scheme + ":" + Identifier.value)
        .where(Identifier.member_id.in_(numbers), Identifier.scheme.not_in([BY_NAME, SCHEME]))
        .order_by(Identifier.scheme, Identifier.value),
    )
    seats = _seats(session, numbers)
    for number in numbers:
        member = found[number]
        person = _person(member) | {
            "email": "; ".join(emails[number]),
            "tags": "; ".join(tags[number]),
            "identifiers": "; ".join(others[number]),
        }
        for seat in seats[number] or [{}]:
            yield person | seat


def _person(member: sa.Row[tuple[object, ...]]) -> Cells:
    return {
        "id": f"{SCHEME}:{own_key(member.id, member.created_at)}",
        "name": member.name,
        "sort_name": member.sort_name,
        "honorific": member.honorific,
        "salutation": member.salutation,
        "gender": member.gender,
        "language": member.language,
        "country": member.country_iso2 or "",
        "territory": member.territory,
        "stage": member.stage.value,
        "stage_since": member.stage_since.isoformat() if member.stage_since else "",
        "party": member.party,
        "phone": member.phone,
        "postal_address": member.postal_address,
        "postal_code": member.postal_code,
        "postal_city": member.postal_city,
        "postal_region": member.postal_region,
        "note": member.note,
    }


def _listed(session: Session, statement: sa.Select[int, str]) -> defaultdict[int, list[str]]:
    listed: defaultdict[int, list[str]] = defaultdict(list)
    for number, text in session.execute(statement):
        listed[number].append(text)
    return listed


def _seats(session: Session, numbers: Sequence[int]) -> defaultdict[int, list[Cells]]:
    seats: defaultdict[int, list[Cells]] = defaultdict(list)
    for mandate, chamber in session.execute(
        sa.select(Mandate, Chamber.name)
        .join(Chamber, Chamber.id == Mandate.chamber_id)
        .where(Mandate.member_id.in_(numbers))
        .order_by(Mandate.id)
    ):
        seats[mandate.member_id].append(
            {
                "chamber": chamber,
                "mandate_party": mandate.party,
                "constituency": mandate.constituency,
                "term": mandate.term,
                "role": mandate.role,
                "mandate_start": mandate.starts or "",
                "mandate_end": mandate.ends or "",
            }
        )
    return seats
