"""EveryPolitician's tables: the file of one term, and the file of all parliaments' latest terms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from crm.members.sources.rows import RefusedError, Row, Seat, cell, day, gender, party, repeated
from crm.members.sources.tables import Cells

SCHEME: Final = "everypolitician"
_ALL: Final = frozenset({"ep_id", "name", "country_code", "chamber", "term"})
_SEAT_IN_ALL: Final = ("party", "constituency", "mandate_start", "mandate_end")
_SEAT_IN_TERM: Final = ("group", "area", "start_date", "end_date")
_TERM: Final = frozenset({"id", "name", "group", "area", "chamber", "term"})


def is_shape(columns: Collection[str]) -> bool:
    """Whether a table with these columns is one of EveryPolitician's."""
    return set(columns) >= _ALL or set(columns) >= _TERM


def read_row(number: int, cells: Cells) -> Row:
    """Read one line of either shape; raises RefusedError."""
    in_all = "ep_id" in cells
    key = cell("id", cells.get("ep_id") if in_all else cells.get("id"))
    name = cell("name", cells.get("name"))
    if not key:
        message = "no id"
        raise RefusedError(message)
    if not name:
        message = "no name"
        raise RefusedError(message)
    names = _SEAT_IN_ALL if in_all else _SEAT_IN_TERM
    of_party = party(cells.get(names[0]))
    chamber = repeated("chamber", cells.get("chamber"))
    seat = Seat(
        chamber=chamber,
        party=of_party,
        constituency=repeated("constituency", cells.get(names[1])),
        term=repeated("term", cells.get("term")),
        starts=day("mandate_start", cells.get(names[2])),
        ends=day("mandate_end", cells.get(names[3])),
    )
    return Row(
        number=number,
        scheme=SCHEME,
        key=key,
        fields=_fields(name, cells),
        country_code=repeated("country_code", cells.get("country_code")),
        country=repeated("country", cells.get("country")),
        seat=seat if chamber else None,
    )


def _fields(name: str, cells: Cells) -> dict[str, str]:
    """The name, and what is given beside it."""
    fields = {"name": name}
    if sort_name := _sort_name(name, cells):
        fields["sort_name"] = sort_name
    if word := gender(cells.get("gender")):
        fields["gender"] = word
    if email := cell("email", cells.get("email")):
        fields["email"] = email
    return fields


def _sort_name(name: str, cells: Cells) -> str:
    given = cells.get("sort_name")
    if given == name:  # as most rows have it: clean already
        return ""
    given = cell("sort_name", given)
    return "" if given == name else given
