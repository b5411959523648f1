"""Gathering rows into people: one person for each id, with a seat for each row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm.members.sources.rows import Refusal, Row, Seat
from crm.members.waiting import Waiting

_NUMBER = re.compile(r"[0-9]+")

COUNTRY_SAID = "@country"
SEATS_SAID = "@seats"
KEPT_REFUSALS = 1_000


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
    _said: dict[str, Any] | None = None

    @property
    def party(self) -> str:
        """The party the file names, else that of the seat that goes on, or of the one that began last."""
        if "party" in self.fields:
            return self.fields["party"]
        if len(self.seats) == 1:
            return self.seats[0].party
        with_party = [seat for seat in self.seats if seat.party]
        return max(with_party, key=lambda seat: (not seat.ends, seat.starts)).party if with_party else ""

    def said(self) -> Mapping[str, Any]:
        """What is kept of it, so that next time only what the source changed is taken; asked once all is read."""
        if self._said is None:
            told: dict[str, Any] = dict(self.fields)
            if party := self.party:
                told["party"] = party
            if self.country_code or self.country:
                told[COUNTRY_SAID] = self.country_code or self.country
            if self.seats:
                told[SEATS_SAID] = {seat_key(seat): seat.ends for seat in self.seats}
            self._said = told
        return self._said

    def seats_by_key(self) -> Iterator[tuple[str, Seat]]:
        """The seats, each with what tells it from the person's others."""
        return zip(self.said().get(SEATS_SAID, ()), self.seats, strict=True)

    def says_nothing_new(self, said: Mapping[str, Any]) -> bool:
        """Whether all this was said before."""
        told = self.said()
        if told == said:
            return True
        seats = told.get(SEATS_SAID, {})
        before = said.get(SEATS_SAID, {})
        plain = all(said.get(name) == value for name, value in told.items() if name != SEATS_SAID)
        return plain and seats.items() <= before.items()

    def take(self, row: Row) -> None:
        """Take in what a further row says: it fills gaps, and adds a seat."""
        self.fields = {**row.fields, **self.fields}
        if row.seat and row.seat not in self.seats:
            self.seats = _joined((*self.seats, row.seat))


def seat_key(seat: Seat) -> str:
    """What tells one seat of a person from the others, short; "11" and "11th Parliament" are one term."""
    parts = (seat.chamber, _number(seat.term), seat.party, seat.constituency, seat.starts, seat.role)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=2_000)
def _number(term: str) -> str:
    found = _NUMBER.search(term)
    return found.group() if found else term


def _joined(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """The seats without those told twice; of one that goes on in one row and ended in another the end is known."""
    found: dict[str, Seat] = {}
    for seat in seats:
        key = seat_key(seat)
        if key not in found or not found[key].ends:
            found[key] = seat
    return tuple(found.values())


class Gathered:
    """A file's people, and the rows that were refused."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.rows = self.refused = 0
        self.refusals: list[Refusal] = []
        self.waiting = Waiting()

    def people(self) -> Iterator[Person]:
        """Everybody once, in the order in which people first appear; each is made as it is asked for, then gone."""
        for first, further in self.waiting.leave():
            seats = (first.seat,) if first.seat else ()
            person = Person(
                first.number, first.scheme, first.key, first.fields, first.country_code, first.country, seats
            )
            for row in further:
                person.take(row)
            yield person


def gather(rows: Iterable[Row | Refusal]) -> Gathered:
    """Read the rows of a file to their end, so that what they say can be put together by person."""
    gathered = Gathered()
    for row in rows:
        gathered.rows += 1
        if isinstance(row, Row):
            gathered.waiting.add(row)
            continue
        gathered.refused += 1
        if len(gathered.refusals) < KEPT_REFUSALS:
            gathered.refusals.append(row)
    return gathered
