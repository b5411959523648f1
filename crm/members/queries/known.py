"""Which people of a file we know already, and what their source said last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.db import portions
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
People = Mapping[Key, Person]


@dataclass(slots=True)
class Found:
    """Somebody we know; `first_met` when a source names them for the first time, whose word then only fills gaps."""

    member_id: int
    country_iso2: str | None
    territory: str
    erased: bool = False
    identifier_id: int | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    first_met: bool = False


class Known:
    """Finds those we know: by what their source calls them, by our own key, or beyond doubt by name and address."""

    def __init__(self, session: Session) -> None:
        """Ask once whether anybody was ever erased: mostly nobody was."""
        self._session = session
        self._some_erased = session.scalar(sa.select(sa.exists().where(Member.erased_at.is_not(None))))

    def among(self, people: Sequence[Person], addresses: Collection[str]) -> dict[Key, Found]:
        """Those of these people whom we know, given which of their addresses exist.

        Each way is asked only for whom the ways before did not find.
        """
        session = self._session
        known: dict[Key, Found] = {}
        rest = {(person.scheme, person.key): person for person in people}
        for way in (_by_identifier, _by_own_key, _by_other_ids, *((_erased,) if self._some_erased else ())):
            found = dict(way(session, rest))
            if found:
                known |= found
                rest = {key: person for key, person in rest.items() if key not in found}
        told = _by_address(rest.values(), addresses)
        if told:
            schemes = {scheme for scheme, _key in rest}
            known.update(_by_name_and_address(session, told, schemes, {found.member_id for found in known.values()}))
        return known


def _by_identifier(session: Session, people: People) -> Iterator[tuple[Key, Found]]:
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for scheme, key in people:
        keys[scheme].append(key)
    asked = sa.select(
        Identifier.value,
        Identifier.member_id,
        Member.country_iso2,
        Member.territory,
        Member.erased_at.is_not(None),
        Identifier.id,
        Identifier.said,
    ).join(Member, Member.id == Identifier.member_id)
    for scheme, values in keys.items():
        rows = session.execute(asked.where(Identifier.scheme == scheme, Identifier.value.in_(values)))
        for value, number, country_iso2, territory, erased, identifier_id, said in rows:
            found = Found(number, country_iso2, territory, erased, identifier_id, said, first_met=not said)
            yield (scheme, value), found


def _by_own_key(session: Session, people: People) -> Iterator[tuple[Key, Found]]:
    """People of our own files: what such a file said last is what we hold now."""
    ours_say = [person for (scheme, _key), person in people.items() if scheme == SCHEME]
    wanted = {number: person for person in ours_say if (number := member_of(person.key)) is not None}
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
    said = {(person.scheme, person.key): person.said() for person in held.people()}
    for row in ours:
        key = (SCHEME, wanted[row.id].key)
        yield (
            key,
            Found(row.id, row.country_iso2, row.territory, erased=row.erased_at is not None, said=said.get(key, {})),
        )


def _erased(session: Session, people: People) -> Iterator[tuple[Key, Found]]:
    """People who were erased: no id of theirs is kept, but what was made of it."""
    hidden: dict[str, Person] = {}
    schemes: set[str] = set()
    for person in people.values():
        for scheme, value in _ids_of(person):
            schemes.add(scheme)
            hidden[erased_id(scheme, value)] = person
    asked = sa.select(Identifier.value, Member.id, Member.country_iso2, Member.territory).join(
        Member, Member.id == Identifier.member_id
    )
    for values in portions(hidden):
        rows = session.execute(asked.where(Identifier.scheme.in_(schemes), Identifier.value.in_(values)))
        for value, number, country_iso2, territory in rows:
            person = hidden[value]
            yield (person.scheme, person.key), Found(number, country_iso2, territory, erased=True)


def _ids_of(person: Person) -> Collection[Key]:
    return [(person.scheme, person.key), *other_ids(person.fields)]


def _by_other_ids(session: Session, people: People) -> Iterator[tuple[Key, Found]]:
    told = {other: person for person in people.values() for other in other_ids(person.fields)}
    asked = sa.select(
        Identifier.scheme, Identifier.value, Member.id, Member.country_iso2, Member.territory, Member.erased_at
    ).join(Member, Member.id == Identifier.member_id)
    for ids in portions(told):
        rows = session.execute(asked.where(sa.tuple_(Identifier.scheme, Identifier.value).in_(ids)))
        for scheme, value, number, country_iso2, territory, erased_at in rows:
            person = told[scheme, value]
            found = Found(number, country_iso2, territory, erased=erased_at is not None, first_met=True)
            yield (person.scheme, person.key), found


def _by_address(people: Iterable[Person], addresses: Collection[str]) -> Mapping[str, Sequence[Person]]:
    """People by each of their addresses that exists: mostly none does."""
    told: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        if "email" in person.fields:
            for address in read_cell(person.fields["email"]).addresses:
                if address in addresses:
                    told[address].append(person)
    return told


def _by_name_and_address(
    session: Session, told: Mapping[str, Sequence[Person]], schemes: Collection[str], taken: set[int]
) -> Iterator[tuple[Key, Found]]:
    """People entered by hand: the same name with the same address, and not known to this source under another id."""
    asked = (
        sa.select(Address.email, Member.name, Member.id, Member.country_iso2, Member.territory)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .join(Member, Member.id == EmailAddress.member_id)
        .where(
            Member.erased_at.is_(None),
            ~sa.exists().where(
                Identifier.member_id == Member.id,
                Identifier.scheme.in_(schemes),
            ),
        )
        .order_by(Member.id)
    )

    @cache
    def named(email: str) -> Mapping[str, Person]:
        return {fold(person.fields["name"]): person for person in told[email]}

    for addresses in portions(told):
        for email, name, number, country_iso2, territory in session.execute(asked.where(Address.email.in_(addresses))):
            meant = named(email).get(fold(name))
            if meant is not None and number not in taken:
                taken.add(number)
                yield (meant.scheme, meant.key), Found(number, country_iso2, territory, first_met=True)
