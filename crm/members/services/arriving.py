"""Somebody new from a file: the rows that a person, their seats and their addresses make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.db import portions
from crm.mail.models import Address, AddressState
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


class Arrival:
    """Makes the rows of new people; knows the addresses there are."""

    def __init__(self, report: ImportReport, places: Places, now: datetime) -> None:
        """Begin with no address known."""
        self._report, self._places, self._now = report, places, now
        self._addresses: dict[str, int] = {}

    def learn_addresses(self, session: Session, people: Sequence[Person]) -> None:
        """Find out which of these people's addresses exist: one statement."""
        cells = (person.fields["email"] for person in people if "email" in person.fields)
        told = {email for cell in cells for email in read_cell(cell).addresses}
        for unknown in portions(told - self._addresses.keys()):
            found = session.execute(sa.select(Address.email, Address.id).where(Address.email.in_(unknown)))
            self._addresses.update((email, number) for email, number in found)

    def welcome(self, person: Person, place: Place, batch: Batch) -> None:
        """Take in somebody new, as a prospect unless the file says otherwise."""
        told, said = person.fields, person.said()
        stage = Stage(told.get("stage", Stage.PROSPECT))
        since = date.fromisoformat(told["stage_since"]) if "stage_since" in told else None
        sort_name = told.get("sort_name", "")
        emails, note = self.read_addresses(person)
        member_id = batch.add(
            Member,
            **{name: told[name] for name in AS_WRITTEN if name in told},
            sort_name=names.sort_key(told["name"], sort_name),
            country_iso2=place[0],
            territory=place[1],
            party=said.get("party", ""),
            stage=stage,
            stage_since=since,
            note=join_note(told.get("note", ""), note),
            created_at=self._now,
        )
        batch.add(Identifier, member_id=member_id, scheme=person.scheme, value=person.key, said=said)
        for scheme, value in other_ids(told):
            batch.add(Identifier, member_id=member_id, scheme=scheme, value=value, said={})
        batch.words(member_id, names.words(told["name"], sort_name))
        self.add_seats(person, person.seats_by_key(), member_id, place, batch)
        self.add_addresses(member_id, emails, 0, batch)
        for word in tag_words(told.get("tags", "")):
            batch.add_tag(member_id, word)
        if stage is not Stage.PROSPECT:
            self.note_stage(member_id, None, stage, since, batch)

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

    def add_addresses(self, member_id: int, emails: Iterable[str], position: int, batch: Batch) -> None:
        """Link addresses to a person, each made when it does not exist."""
        for place, email in enumerate(emails, start=position):
            number = self.address(email, batch)
            batch.add(EmailAddress, member_id=member_id, address_id=number, position=place)
            self._report.addresses += 1

    def address(self, email: str, batch: Batch) -> int:
        """The number of an address, made when it does not exist."""
        number = self._addresses.get(email)
        if number is None:
            domain = email.rpartition("@")[2]
            number = batch.add(Address, email=email, domain=domain, state=AddressState.OK)
            self._addresses[email] = number
        return number

    def add_seats(
        self, person: Person, seats: Iterable[tuple[str, Seat]], member_id: int, place: Place, batch: Batch
    ) -> None:
        """Give a person these mandates, each with its key."""
        for key, seat in seats:
            batch.add(
                Mandate,
                member_id=member_id,
                chamber_id=self._places.chamber(place, seat.chamber, batch),
                key=mandate_key(person, key),
                role=seat.role,
                party=seat.party,
                constituency=seat.constituency,
                term=seat.term,
                starts=seat.starts or None,
                ends=seat.ends or None,
            )
            self._report.mandates += 1


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
