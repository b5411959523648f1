"""Somebody new from a file: the rows that a person, their seats and their addresses make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import Address, AddressState
from crm.members import names
from crm.members.addresses import read_cell
from crm.members.gathering import Person, seat_key
from crm.members.import_report import SAMPLE, ImportReport
from crm.members.models import EmailAddress, Identifier, Mandate, Member, Stage, StageChange
from crm.members.services.bulk import Batch
from crm.members.services.places import Place, Places
from crm.members.sources.own import other_ids
from crm.members.sources.rows import Seat
from crm.partial_date import PartialDate

NOT_AN_ADDRESS = "Not usable as an address, as the source has it: {}"


class Arrival:
    """Makes the rows of new people; knows the addresses there are."""

    def __init__(self, report: ImportReport, places: Places, now: datetime) -> None:
        """Begin with no address known."""
        self._report, self._places, self._now = report, places, now
        self._addresses: dict[str, int] = {}

    def learn_addresses(self, session: Session, people: Sequence[Person]) -> None:
        """Find out which of these people's addresses exist: one statement."""
        told = {email for person in people for email in read_cell(person.fields.get("email", "")).addresses}
        unknown = told - self._addresses.keys()
        if unknown:
            found = session.execute(sa.select(Address.email, Address.id).where(Address.email.in_(unknown)))
            self._addresses.update((email, number) for email, number in found)

    def welcome(self, person: Person, place: Place, batch: Batch) -> None:
        """Take in somebody new, as a prospect unless the file says otherwise."""
        told = person.fields
        stage = Stage(told.get("stage", Stage.PROSPECT))
        since = date.fromisoformat(told["stage_since"]) if "stage_since" in told else None
        emails, note = self.read_addresses(person)
        member_id = batch.add(
            Member,
            name=told["name"],
            sort_name=names.sort_key(told["name"], told.get("sort_name", "")),
            honorific=told.get("honorific", ""),
            salutation=told.get("salutation", ""),
            gender=told.get("gender", ""),
            language=told.get("language", "en"),
            country_iso2=place[0],
            territory=place[1],
            party=person.party,
            stage=stage,
            stage_since=since,
            phone=told.get("phone", ""),
            postal_address=told.get("postal_address", ""),
            postal_code=told.get("postal_code", ""),
            postal_city=told.get("postal_city", ""),
            postal_region=told.get("postal_region", ""),
            note=join_note(told.get("note", ""), note),
            shielded=False,
            owner_id=None,
            user_id=None,
            created_at=self._now,
            last_contact_on=None,
            erased_at=None,
        )
        batch.add(Identifier, member_id=member_id, scheme=person.scheme, value=person.key, said=person.said())
        for scheme, value in other_ids(told):
            batch.add(Identifier, member_id=member_id, scheme=scheme, value=value, said={})
        batch.words(member_id, names.words(told["name"], told.get("sort_name", "")))
        self.add_seats(person, person.seats, member_id, place, batch)
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
        cell = read_cell(person.fields.get("email", ""))
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
            batch.add(EmailAddress, member_id=member_id, address_id=number, position=place, label="")
            self._report.addresses += 1

    def address(self, email: str, batch: Batch) -> int:
        """The number of an address, made when it does not exist."""
        number = self._addresses.get(email)
        if number is None:
            domain = email.rpartition("@")[2]
            number = batch.add(
                Address, email=email, domain=domain, state=AddressState.OK, evidence="", state_since=None
            )
            self._addresses[email] = number
        return number

    def add_seats(self, person: Person, seats: Iterable[Seat], member_id: int, place: Place, batch: Batch) -> None:
        """Give a person these mandates."""
        for seat in seats:
            batch.add(
                Mandate,
                member_id=member_id,
                chamber_id=self._places.chamber(place, seat.chamber, batch),
                key=mandate_key(person, seat),
                role=seat.role,
                party=seat.party,
                constituency=seat.constituency,
                term=seat.term,
                starts=partial(seat.starts),
                ends=partial(seat.ends),
            )
            self._report.mandates += 1


def mandate_key(person: Person, seat: Seat) -> str:
    """By what a mandate from a file is known next time."""
    return f"{person.scheme}:{person.key}:{seat_key(seat)}"


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
    parts = (part.strip()[:60] for part in text.replace(",", ";").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))
