"""Gathering rows into people: one person for each id, with a seat for each row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.members.sources.rows import Refusal, Row, Seat

_NUMBER = re.compile(r"[0-9]+")

COUNTRY_SAID = "@country"
SEATS_SAID = "@seats"


@dataclass(slots=True)
class Person:
    """What a file says of one person; `number` is the first row about them."""

    number: int
    scheme: str
    key: str
    fields: Mapping[str, str]
    country_code: str
    country: str
    seats: tuple[Seat, ...] = ()

    @property
    def party(self) -> str:
        """The party the file names, else that of the seat that goes on, or of the one that began last."""
        if "party" in self.fields:
            return self.fields["party"]
        with_party = [seat for seat in self.seats if seat.party]
        return max(with_party, key=lambda seat: (not seat.ends, seat.starts)).party if with_party else ""

    def said(self) -> dict[str, Any]:
        """What is kept of it, so that next time only what the source changed is taken."""
        told: dict[str, Any] = dict(self.fields)
        if self.party:
            told["party"] = self.party
        if self.country_code or self.country:
            told[COUNTRY_SAID] = self.country_code or self.country
        if self.seats:
            told[SEATS_SAID] = {seat_key(seat): seat.ends for seat in self.seats}
        return told

    def says_nothing_new(self, said: Mapping[str, Any]) -> bool:
        """Whether all this was said before."""
        told = self.said()
        seats = told.pop(SEATS_SAID, {})
        before = said.get(SEATS_SAID, {})
        return all(said.get(name) == value for name, value in told.items()) and seats.items() <= before.items()


def seat_key(seat: Seat) -> str:
    """What tells one seat of a person from the others, short; "11" and "11th Parliament" are one term."""
    number = _NUMBER.search(seat.term)
    parts = (
        seat.chamber,
        number.group() if number else seat.term,
        seat.party,
        seat.constituency,
        seat.starts,
        seat.role,
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Gathered:
    """A file's people, and the rows that were refused."""

    rows: int = 0
    people: list[Person] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0


KEPT_REFUSALS = 1_000


def gather(rows: Iterable[Row | Refusal]) -> Gathered:
    """Put the rows of a file together by person, in the order in which people first appear."""
    gathered = Gathered()
    found: dict[tuple[str, str], Person] = {}
    texts: dict[str, str] = {}
    for row in rows:
        gathered.rows += 1
        if isinstance(row, Refusal):
            gathered.refused += 1
            if len(gathered.refusals) < KEPT_REFUSALS:
                gathered.refusals.append(row)
            continue
        _take(found, texts, row)
    gathered.people = list(found.values())
    return gathered


def _take(found: dict[tuple[str, str], Person], texts: dict[str, str], row: Row) -> None:
    person = found.get((row.scheme, row.key))
    seat = _share(row.seat, texts)
    if person is None:
        found[row.scheme, row.key] = Person(
            number=row.number,
            scheme=row.scheme,
            key=row.key,
            fields={name: texts.setdefault(value, value) for name, value in row.fields.items()},
            country_code=texts.setdefault(row.country_code, row.country_code),
            country=texts.setdefault(row.country, row.country),
            seats=(seat,) if seat else (),
        )
        return
    person.fields = {**row.fields, **person.fields}
    if seat and seat not in person.seats:
        person.seats = (*person.seats, seat)


def _share(seat: Seat | None, texts: dict[str, str]) -> Seat | None:
    """The same seat with texts that occur often kept once: a file has many rows and few chambers."""
    if seat is None:
        return None
    return Seat(
        *(
            texts.setdefault(value, value)
            for value in (seat.chamber, seat.party, seat.constituency, seat.term, seat.role, seat.starts, seat.ends)
        )
    )
