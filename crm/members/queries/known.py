"""Which people of a file we know already, and what their source said last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import Address
from crm.members.addresses import read_cell
from crm.members.erased_ids import erased_id
from crm.members.gathering import Person, gather
from crm.members.models import EmailAddress, Identifier, Member
from crm.members.names import fold
from crm.members.own_key import member_of
from crm.members.queries.exporting import export_cells
from crm.members.sources.own import SCHEME, other_ids, read_row

Key = tuple[str, str]


@dataclass(slots=True)
class Found:
    """Somebody we know; `first_met` when a source names them for the first time, whose word then only fills gaps."""

    member_id: int
    country_iso2: str | None
    territory: str
    erased: bool = False
    identifier_id: int | None = None
    said: dict[str, Any] = field(default_factory=dict)
    first_met: bool = False


def find_known(session: Session, people: Sequence[Person]) -> dict[Key, Found]:
    """Those we know: by what their source calls them, by our own key, or beyond doubt by name and address."""
    known: dict[Key, Found] = {}
    by_scheme: defaultdict[str, list[str]] = defaultdict(list)
    for person in people:
        by_scheme[person.scheme].append(person.key)
    for scheme, keys in by_scheme.items():
        known.update(_by_identifier(session, scheme, keys))
    rest = [person for person in people if (person.scheme, person.key) not in known]
    known.update(_by_own_key(session, [person for person in rest if person.scheme == SCHEME]))
    known.update(_by_other_ids(session, [person for person in rest if (person.scheme, person.key) not in known]))
    known.update(_erased(session, [person for person in people if (person.scheme, person.key) not in known]))
    taken = {found.member_id for found in known.values()}
    rest = [person for person in rest if (person.scheme, person.key) not in known]
    known.update(_by_name_and_address(session, rest, taken))
    return known


def _by_identifier(session: Session, scheme: str, keys: Collection[str]) -> Iterator[tuple[Key, Found]]:
    rows = session.execute(
        sa.select(
            Identifier.value,
            Identifier.member_id,
            Member.country_iso2,
            Member.territory,
            Member.erased_at.is_not(None),
            Identifier.id,
            Identifier.said,
        )
        .join(Member, Member.id == Identifier.member_id)
        .where(Identifier.scheme == scheme, Identifier.value.in_(keys))
    )
    for value, *facts in rows:
        found = Found(*facts)
        found.first_met = not found.said
        yield (scheme, value), found


def _by_own_key(session: Session, people: Collection[Person]) -> Iterator[tuple[Key, Found]]:
    """People of our own files: what such a file said last is what we hold now."""
    wanted = {number: person for person in people if (number := member_of(person.key)) is not None}
    if not wanted:
        return
    rows = session.execute(
        sa.select(Member.id, Member.country_iso2, Member.territory, Member.created_at, Member.erased_at).where(
            Member.id.in_(wanted)
        )
    ).all()
    ours = [row for row in rows if member_of(wanted[row.id].key, row.created_at) == row.id]
    held = gather(
        read_row(0, cells) for cells in export_cells(session, [row.id for row in ours if row.erased_at is None])
    )
    said = {(person.scheme, person.key): person.said() for person in held.people}
    for row in ours:
        key = (SCHEME, wanted[row.id].key)
        yield (
            key,
            Found(row.id, row.country_iso2, row.territory, erased=row.erased_at is not None, said=said.get(key, {})),
        )


def _erased(session: Session, people: Collection[Person]) -> Iterator[tuple[Key, Found]]:
    """People who were erased: no id of theirs is kept, but what was made of it."""
    hidden: dict[str, Person] = {}
    schemes: set[str] = set()
    for person in people:
        for scheme, value in _ids_of(person):
            schemes.add(scheme)
            hidden[erased_id(scheme, value)] = person
    if not hidden:
        return
    rows = session.execute(
        sa.select(Identifier.value, Member.id, Member.country_iso2, Member.territory)
        .join(Member, Member.id == Identifier.member_id)
        .where(Identifier.scheme.in_(schemes), Identifier.value.in_(hidden))
    )
    for value, number, country_iso2, territory in rows:
        person = hidden[value]
        yield (person.scheme, person.key), Found(number, country_iso2, territory, erased=True)


def _ids_of(person: Person) -> Collection[Key]:
    return [(person.scheme, person.key), *other_ids(person.fields)]


def _by_other_ids(session: Session, people: Collection[Person]) -> Iterator[tuple[Key, Found]]:
    told = {other: person for person in people for other in other_ids(person.fields)}
    if not told:
        return
    rows = session.execute(
        sa.select(
            Identifier.scheme, Identifier.value, Member.id, Member.country_iso2, Member.territory, Member.erased_at
        )
        .join(Member, Member.id == Identifier.member_id)
        .where(sa.tuple_(Identifier.scheme, Identifier.value).in_(list(told)))
    )
    for scheme, value, number, country_iso2, territory, erased_at in rows:
        person = told[scheme, value]
        yield (
            (person.scheme, person.key),
            Found(number, country_iso2, territory, erased=erased_at is not None, first_met=True),
        )


def _by_name_and_address(session: Session, people: Collection[Person], taken: set[int]) -> Iterator[tuple[Key, Found]]:
    """People entered by hand: the same name with the same address, and not known to this source under another id."""
    told = {
        (address, fold(person.fields["name"])): person
        for person in people
        for address in read_cell(person.fields.get("email", "")).addresses
    }
    if not told:
        return
    rows = session.execute(
        sa.select(Address.email, Member.name, Member.id, Member.country_iso2, Member.territory)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .join(Member, Member.id == EmailAddress.member_id)
        .where(
            Address.email.in_({address for address, _name in told}),
            Member.erased_at.is_(None),
            ~sa.exists().where(
                Identifier.member_id == Member.id,
                Identifier.scheme.in_({person.scheme for person in people}),
            ),
        )
        .order_by(Member.id)
    )
    for email, name, number, country_iso2, territory in rows:
        person = told.get((email, fold(name)))
        if person is not None and number not in taken:
            taken.add(number)
            yield (person.scheme, person.key), Found(number, country_iso2, territory, first_met=True)
