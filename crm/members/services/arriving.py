"""Somebody new from a file: the rows that a person, their seats and their addresses make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.db import Base, plain_default, portions
from crm.mail.models import Address
from crm.members import names
from crm.members.addresses import read_cell
from crm.members.gathering import Person
from crm.members.import_report import SAMPLE, ImportReport
from crm.members.models import EmailAddress, Identifier, Mandate, Member, Stage, StageChange
from crm.members.services.bulk import Batch
from crm.members.services.places import Place, Places
from crm.members.sources.own import other_ids
from crm.members.sources.rows import Seat
from crm.partial_date import PartialDate

NOT_AN_ADDRESS = "Not usable as an address, as the source has it: {}"


AS_WRITTEN = (
    "name", "honorific", "salutation", "gender", "language", "phone", "postal_address", "postal_code", "postal_city",
    "postal_region",
)  # fmt: skip
"""Fields that are taken as they are written."""


_TOLD_BY_FEW = frozenset({"identifiers", "tags", "stage"})

Newcomer = tuple[Person, Place]


class NewSeat(NamedTuple):
    """A seat that somebody is to have: told of whom, where they are, and by which key it is known among theirs."""

    member_id: int
    person: Person
    place: Place
    key: str
    seat: Seat


class Arrival:
    """Makes the rows of new people; `addresses` are those there are of whom it met, with their numbers."""

    def __init__(self, report: ImportReport, places: Places, now: datetime) -> None:
        """Begin with no address known."""
        self._report, self._places, self._now = report, places, now
        self.addresses: dict[str, int] = {}

    def learn_addresses(self, session: Session, people: Sequence[Person]) -> None:
        """Find out which of these people's addresses exist: one statement."""
        cells = (person.fields["email"] for person in people if "email" in person.fields)
        told = {email for cell in cells for email in read_cell(cell).addresses}
        for unknown in portions(told - self.addresses.keys()):
            found = session.execute(sa.select(Address.email, Address.id).where(Address.email.in_(unknown)))
            self.addresses.update((email, number) for email, number in found)

    def welcome(self, newcomers: Sequence[Newcomer], batch: Batch) -> None:
        """Take in people who are new, each as a prospect unless the file says otherwise."""
        if not newcomers:
            return
        cells = [self.read_addresses(person) for person, _place in newcomers]
        numbers = self._add_members(newcomers, [note for _emails, note in cells], batch)
        people = [person for person, _place in newcomers]
        batch.add_columns(
            Identifier,
            {
                "member_id": numbers,
                "scheme": [person.scheme for person in people],
                "value": [person.key for person in people],
                "said": [person.said() for person in people],
            },
        )
        told = zip(numbers, newcomers, strict=True)
        self.add_seats([NewSeat(number, *who, *seat) for number, who in told for seat in who[0].seats_by_key()], batch)
        found = zip(numbers, cells, strict=True)
        self.add_addresses(
            [(number, email, place) for number, (emails, _note) in found for place, email in enumerate(emails)], batch
        )
        for number, person in zip(numbers, people, strict=True):
            if not _TOLD_BY_FEW.isdisjoint(person.fields):
                self._add_what_few_tell(number, person.fields, batch)

    def _add_members(self, newcomers: Sequence[Newcomer], notes: Sequence[str], batch: Batch) -> Sequence[int]:
        """The rows of the people themselves, and the words by which they are found."""
        people = [person for person, _place in newcomers]
        told = [person.fields for person in people]
        given = set[str]().union(*told)
        columns: dict[str, Sequence[Any]] = {name: _cells(told, name) for name in AS_WRITTEN if name in given}
        if "stage" in given:
            columns["stage"] = [Stage(fields.get("stage", Stage.PROSPECT)) for fields in told]
            columns["stage_since"] = [_stage_since(fields) for fields in told]
        if "note" in given or any(notes):
            columns["note"] = [join_note(*both) for both in zip(_cells(told, "note"), notes, strict=True)]
        columns["sort_name"] = [names.sort_key(fields["name"], fields.get("sort_name", "")) for fields in told]
        columns["country_iso2"] = [place[0] for _person, place in newcomers]
        columns["territory"] = [place[1] for _person, place in newcomers]
        columns["party"] = [person.said().get("party", "") for person in people]
        numbers = batch.add_columns(Member, columns, created_at=self._now)
        for number, fields in zip(numbers, told, strict=True):
            batch.words(number, names.words(fields["name"], fields.get("sort_name", "")))
        return numbers

    def _add_what_few_tell(self, member_id: int, told: Mapping[str, str], batch: Batch) -> None:
        """What only our own files tell: ids of other sources, tags, a stage."""
        for scheme, value in other_ids(told):
            batch.add(Identifier, member_id=member_id, scheme=scheme, value=value, said={})
        for word in tag_words(told.get("tags", "")):
            batch.add_tag(member_id, word)
        stage = Stage(told.get("stage", Stage.PROSPECT))
        if stage is not Stage.PROSPECT:
            self.note_stage(member_id, None, stage, _stage_since(told), batch)

    def note_stage(self, member_id: int, before: Stage | None, after: Stage, since: date | None, batch: Batch) -> None:
        """Keep when and why somebody's stage is what the file says."""
        batch.add(
            StageChange, member_id=member_id, before=before, after=after, on=since or self._now.date(), reason="import"
        )

    def read_addresses(self, person: Person) -> tuple[Sequence[str], str]:
        """The addresses in a person's cell, and what to note where the cell holds anything else."""
        if "email" not in person.fields:
            return (), ""
        cell = read_cell(person.fields["email"])
        if not cell.leftover:
            return cell.addresses, ""
        self._report.not_addresses_count += 1
        if len(self._report.not_addresses) < SAMPLE:
            self._report.not_addresses.append((person.number, person.fields["name"], cell.leftover))
        return cell.addresses, NOT_AN_ADDRESS.format(cell.leftover)

    def add_addresses(self, links: Sequence[tuple[int, str, int]], batch: Batch) -> None:
        """Link people with addresses, as (member, email, position); an address that does not exist is made."""
        if not links:
            return
        members, emails, positions = zip(*links, strict=True)
        new = [email for email in dict.fromkeys(emails) if email not in self.addresses]
        if new:
            domains = [email.rpartition("@")[2] for email in new]
            numbers = batch.add_columns(Address, {"email": new, "domain": domains})
            self.addresses.update(zip(new, numbers, strict=True))
        linked = [self.addresses[email] for email in emails]
        batch.add_columns(EmailAddress, {"member_id": members, "address_id": linked, "position": positions})
        self._report.addresses += len(links)

    def add_seats(self, given: Sequence[NewSeat], batch: Batch) -> None:
        """Give people these mandates."""
        if not given:
            return
        seats = [one.seat for one in given]
        batch.add_columns(
            Mandate,
            {
                "member_id": [one.member_id for one in given],
                "chamber_id": [self._places.chamber(one.place, one.seat.chamber, batch) for one in given],
                "key": [mandate_key(one.person, one.key) for one in given],
                "role": [seat.role for seat in seats],
                "party": [seat.party for seat in seats],
                "constituency": [seat.constituency for seat in seats],
                "term": [seat.term for seat in seats],
                "starts": [seat.starts or None for seat in seats],
                "ends": [seat.ends or None for seat in seats],
            },
        )
        self._report.mandates += len(given)


def _cells(told: Iterable[Mapping[str, str]], name: str) -> list[str]:
    default = plain_default(Base.metadata.tables[Member.__tablename__].c[name])
    return [fields.get(name, default) for fields in told]


def _stage_since(told: Mapping[str, str]) -> date | None:
    return date.fromisoformat(told["stage_since"]) if "stage_since" in told else None


def mandate_key(person: Person, seat_key: str) -> str:
    """By what a mandate from a file is known next time."""
    return f"{person.scheme}:{person.key}:{seat_key}"


def partial(text: str) -> PartialDate | None:
    """A date of a row, checked by its reader."""
    return PartialDate(text) if text else None


def join_note(before: str, addition: str) -> str:
    """A note with a line added, once."""
    if not addition or addition in before:
        return before
    return f"{before}\n{addition}".strip()


def tag_words(text: str) -> Sequence[str]:
    """The tags in a cell, in order, each once."""
    if not text:
        return ()
    parts = (part.strip()[:60] for part in text.replace(",", ";").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))
