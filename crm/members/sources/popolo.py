"""Popolo JSON: persons with their memberships of a legislature."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from crm.members.sources.everypolitician import SCHEME
from crm.members.sources.rows import (
    Refusal,
    RefusedError,
    Row,
    Seat,
    UnreadableError,
    cell,
    day,
    gender,
    only_given,
    party,
)
from crm.members.sources.tables import MAX_ROWS, encoding_of

_HOUSES: Final = frozenset({"", "legislature", "chamber", "upper house", "lower house", "parliament"})
_ADDRESS_KINDS: Final = frozenset({"email", "e-mail"})
_PHONE_KINDS: Final = frozenset({"phone", "voice", "cell"})
Thing = Mapping[str, Any]


def people(path: Path) -> Iterator[Row | Refusal]:
    """The persons of a file, one row for each membership; raises UnreadableError when there are none to be seen."""
    try:
        whole = json.loads(path.read_text(encoding=encoding_of(path), errors="replace"))
    except (ValueError, RecursionError) as error:
        message = "The file can't be read as JSON."
        raise UnreadableError(message) from error
    if not isinstance(whole, dict) or not isinstance(whole.get("persons"), list):
        message = "The JSON file has no list of persons: it is not Popolo."
        raise UnreadableError(message)
    if len(whole["persons"]) > MAX_ROWS:
        message = f"The file has more than {MAX_ROWS} persons."
        raise UnreadableError(message)
    yield from _Reader(whole).rows()


class _Reader:
    """Joins the lists of a Popolo file by their ids."""

    def __init__(self, whole: Thing) -> None:
        self._persons: list[Any] = whole["persons"]
        self._organizations = _by_id(whole, "organizations")
        self._areas = _by_id(whole, "areas")
        self._events = _by_id(whole, "events")
        self._memberships: dict[str, list[Thing]] = {}
        for membership in _things(whole, "memberships"):
            self._memberships.setdefault(str(membership.get("person_id")), []).append(membership)

    def rows(self) -> Iterator[Row | Refusal]:
        """Every person, in the file's order."""
        for number, person in enumerate(self._persons, start=1):
            try:
                yield from self._person(number, person if isinstance(person, dict) else {})
            except RefusedError as error:
                yield Refusal(number, str(error))

    def _person(self, number: int, person: Thing) -> Iterator[Row]:
        key, name = cell("id", person.get("id")), cell("name", person.get("name"))
        if not key or not name:
            message = "no id" if not key else "no name"
            raise RefusedError(message)
        seats = [seat for membership in self._memberships.get(key, ()) if (seat := self._seat(membership))]
        fields = {
            "name": name,
            "sort_name": cell("sort_name", person.get("sort_name")),
            "honorific": cell("honorific", person.get("honorific_prefix")),
            "gender": gender(_text(person, "gender")),
            "email": cell("email", person.get("email") or _contact(person, _ADDRESS_KINDS)),
            "phone": cell("phone", _contact(person, _PHONE_KINDS)),
        }
        for seat in seats or (None,):
            yield Row(number=number, scheme=SCHEME, key=key, fields=only_given(fields.items()), seat=seat)

    def _seat(self, membership: Thing) -> Seat | None:
        house = self._organizations.get(str(membership.get("organization_id")), {})
        if str(house.get("classification") or "").casefold() not in _HOUSES or not house.get("name"):
            return None
        period = self._events.get(str(membership.get("legislative_period_id")), {})
        role = cell("role", membership.get("role"))
        return Seat(
            chamber=cell("chamber", house["name"]),
            party=party(_text(self._organizations.get(str(membership.get("on_behalf_of_id")), {}), "name")),
            constituency=cell("constituency", self._areas.get(str(membership.get("area_id")), {}).get("name")),
            term=cell("term", period.get("name")),
            role="" if role == "member" else role,
            starts=day("start_date", _text(membership, "start_date")),
            ends=day("end_date", _text(membership, "end_date")),
        )


def _things(whole: Thing, name: str) -> list[Thing]:
    listed = whole.get(name)
    return [thing for thing in listed if isinstance(thing, dict)] if isinstance(listed, list) else []


def _by_id(whole: Thing, name: str) -> dict[str, Thing]:
    return {str(thing.get("id")): thing for thing in _things(whole, name)}


def _text(thing: Thing, name: str) -> str:
    value = thing.get(name)
    return "" if value is None else str(value)


def _contact(person: Thing, kinds: frozenset[str]) -> str:
    details = person.get("contact_details")
    if not isinstance(details, list):
        return ""
    found = [
        str(detail.get("value"))
        for detail in details
        if isinstance(detail, dict) and str(detail.get("type")).casefold() in kinds and detail.get("value")
    ]
    return "; ".join(found)
