"""Somebody known of whom a file says something new: only what the source changed is taken, so edits made here stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber
from crm.members import names
from crm.members.gathering import COUNTRY_SAID, SEATS_SAID, Person, seat_key
from crm.members.import_report import SAMPLE, ImportReport
from crm.members.models import EmailAddress, Identifier, Mandate, Member, Stage, Tag
from crm.members.queries.known import Found
from crm.members.services.arriving import AS_WRITTEN, Arrival, NewSeat, join_note, mandate_key, partial, tag_words
from crm.members.services.bulk import Batch
from crm.members.services.places import Place, Places
from crm.members.sources.rows import Seat

SeatEnds = dict[str, tuple[int, str | None]]


@dataclass(frozen=True)
class _Present:
    """What is in the database about the changed people of a chunk."""

    members: Mapping[int, Mapping[str, Any]]
    addresses: Mapping[int, set[int]]
    tags: Mapping[int, set[str]]
    seats: SeatEnds


class Update:
    """Works out what changes for people we know."""

    def __init__(self, session: Session, report: ImportReport, places: Places, arrival: Arrival) -> None:
        """Keep what is needed for every chunk."""
        self._session, self._report, self._places, self._arrival = session, report, places, arrival
        self._new_seats: list[NewSeat] = []
        self._new_links: list[tuple[int, str, int]] = []

    def take(self, changed: Sequence[tuple[Person, Found]], batch: Batch) -> None:
        """Take in what a chunk's files say anew: four statements to see what there is."""
        if not changed:
            return
        present = self._present(changed)
        for person, found in changed:
            self._one(person, found, present, batch)
            self._report.changed += 1
            if len(self._report.changed_names) < SAMPLE:
                self._report.changed_names.append((person.fields["name"], ", ".join(_named(person, found))))
        self._arrival.add_seats(self._new_seats, batch)
        self._arrival.add_addresses(self._new_links, batch)
        self._new_seats, self._new_links = [], []

    def _present(self, changed: Sequence[tuple[Person, Found]]) -> _Present:
        numbers = {found.member_id for _person, found in changed}
        table = Member.__table__
        rows = self._session.execute(sa.select(table).where(table.c.id.in_(numbers))).mappings()
        members = {int(row["id"]): {str(name): value for name, value in row.items()} for row in rows}
        links: defaultdict[int, set[int]] = defaultdict(set)
        for member_id, address_id in self._session.execute(
            sa.select(EmailAddress.member_id, EmailAddress.address_id).where(EmailAddress.member_id.in_(numbers))
        ):
            links[member_id].add(address_id)
        tags: defaultdict[int, set[str]] = defaultdict(set)
        for member_id, word in self._session.execute(
            sa.select(Tag.member_id, Tag.word).where(Tag.member_id.in_(numbers))
        ):
            tags[member_id].add(word)
        return _Present(members, links, tags, self._seats_there(numbers))

    def _seats_there(self, numbers: Collection[int]) -> SeatEnds:
        """Mandates by the key of the file they came from, and by person and seat as we would write them."""
        seats: SeatEnds = {}
        for mandate, chamber in self._session.execute(
            sa.select(Mandate, Chamber.name)
            .join(Chamber, Chamber.id == Mandate.chamber_id)
            .where(Mandate.member_id.in_(numbers))
        ):
            written = Seat(
                chamber, mandate.party, mandate.constituency, mandate.term, mandate.role, mandate.starts or ""
            )
            seats[f"{mandate.member_id}:{seat_key(written)}"] = (mandate.id, mandate.ends)
            if mandate.key:
                seats[mandate.key] = (mandate.id, mandate.ends)
        return seats

    def _one(self, person: Person, found: Found, present: _Present, batch: Batch) -> None:
        row = present.members[found.member_id]
        place = self._place(person, found)
        after = self._fields(person, found, row, place)
        self._stage(person, found, row, after, batch)
        after["note"] = self._addresses(person, found, row, present)
        after = {name: value for name, value in after.items() if value != row[name]}
        if after:
            batch.change(Member, found.member_id, {name: row[name] for name in after}, after)
        if "name" in after or "sort_name" in after:
            named = person.fields.get("sort_name", "")
            batch.words(found.member_id, names.words(after.get("name", row["name"]), named), anew=True)
        if self._says_anew(person, found, "tags"):
            for word in tag_words(person.fields["tags"]):
                if word not in present.tags[found.member_id]:
                    batch.add_tag(found.member_id, word)
        self._seats(person, found, present, place, batch)
        self._report.without_country += after.get("country_iso2", row["country_iso2"]) is None
        self._remember(person, found, batch)

    def _place(self, person: Person, found: Found) -> Place:
        if person.country_code or person.country:
            return self._places.place(person.country_code, person.country)
        return found.country_iso2, found.territory

    def _says_anew(self, person: Person, found: Found, name: str) -> bool:
        return name in person.fields and found.said.get(name) != person.fields[name]

    def _fields(self, person: Person, found: Found, row: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """The columns the source says something new about; somebody entered by hand keeps what is filled in."""
        told = person.said()
        first_met = found.first_met
        after = {
            name: told[name]
            for name in (*AS_WRITTEN, "party")
            if name in told and told[name] != found.said.get(name) and not (first_met and row[name])
        }
        if "name" in after or (self._says_anew(person, found, "sort_name") and not first_met):
            after["sort_name"] = names.sort_key(after.get("name", row["name"]), person.fields.get("sort_name", ""))
        moved = COUNTRY_SAID in told and told[COUNTRY_SAID] != found.said.get(COUNTRY_SAID)
        if moved and not (first_met and (row["country_iso2"] or row["territory"])):
            after |= {"country_iso2": place[0], "territory": place[1]}
        return after

    def _stage(self, person: Person, found: Found, row: Mapping[str, Any], after: dict[str, Any], batch: Batch) -> None:
        if found.first_met or not self._says_anew(person, found, "stage"):
            return
        stage = Stage(person.fields["stage"])
        if stage is not row["stage"]:
            since = person.fields.get("stage_since")
            on = date.fromisoformat(since) if since else None
            self._arrival.note_stage(found.member_id, row["stage"], stage, on, batch)
            after |= {"stage": stage, "stage_since": on}

    def _addresses(self, person: Person, found: Found, row: Mapping[str, Any], present: _Present) -> str:
        """Add addresses that are new to the person; the person's note, with what is no address."""
        note: str = row["note"]
        if self._says_anew(person, found, "note"):
            note = person.fields["note"] if not found.first_met else join_note(note, person.fields["note"])
        if not self._says_anew(person, found, "email"):
            return note
        emails, leftover = self._arrival.read_addresses(person)
        linked = present.addresses[found.member_id]
        fresh = [email for email in emails if self._arrival.addresses.get(email) not in linked]
        self._new_links += [(found.member_id, email, place) for place, email in enumerate(fresh, start=len(linked))]
        return join_note(note, leftover)

    def _seats(self, person: Person, found: Found, present: _Present, place: Place, batch: Batch) -> None:
        said: Mapping[str, str] = found.said.get(SEATS_SAID, {})
        for key, seat in person.seats_by_key():
            last = said.get(key)
            here = present.seats.get(mandate_key(person, key)) or present.seats.get(f"{found.member_id}:{key}")
            if last is None and here is None:
                self._new_seats.append(NewSeat(found.member_id, person, place, key, seat))
            elif here is not None and last != seat.ends and here[1] != (seat.ends or None):
                batch.change(Mandate, here[0], {"ends": here[1]}, {"ends": partial(seat.ends)})
                self._report.mandates += 1

    def _remember(self, person: Person, found: Found, batch: Batch) -> None:
        told = person.said()
        seats = {**found.said.get(SEATS_SAID, {}), **told.get(SEATS_SAID, {})}
        said = {**found.said, **told} | ({SEATS_SAID: seats} if seats else {})
        if found.identifier_id is None:
            batch.add(Identifier, member_id=found.member_id, scheme=person.scheme, value=person.key, said=said)
        else:
            batch.change(Identifier, found.identifier_id, {"said": found.said}, {"said": said})


def _named(person: Person, found: Found) -> Sequence[str]:
    """What the source says anew, by the columns' names."""
    words = {COUNTRY_SAID: "country", SEATS_SAID: "mandates"}
    return [words.get(name, name) for name, value in person.said().items() if found.said.get(name) != value]
