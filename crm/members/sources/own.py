"""Our own table of people, as `crm members export` writes it and as somebody types it by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Final

from crm.members.addresses import read_cell
from crm.members.audience import STAGES
from crm.members.names import fold
from crm.members.sources.rows import RefusedError, Row, Seat, cell, day, only_given, party, repeated
from crm.members.sources.tables import Cells

SCHEME: Final = "crm"
BY_NAME: Final = "row"
"""The scheme of people whose file gives them no id: known by name and address, or name and chamber."""

PERSON: Final = (
    "id", "name", "sort_name", "honorific", "salutation", "gender", "language", "country", "territory", "stage",
    "stage_since", "party", "email", "phone", "postal_address", "postal_code", "postal_city",
    "postal_region", "tags", "note", "identifiers",
)  # fmt: skip
SEAT: Final = ("chamber", "mandate_party", "constituency", "term", "role", "mandate_start", "mandate_end")
COLUMNS: Final = (*PERSON, *SEAT)
"""The columns of our own files, in their order."""

_ALIASES: Final = {
    "e_mail": "email", "emails": "email", "email_address": "email", "email_addresses": "email", "mail": "email",
    "full_name": "name", "display_name": "name", "telephone": "phone", "address": "postal_address",
    "street": "postal_address", "city": "postal_city", "town": "postal_city", "zip": "postal_code",
    "zip_code": "postal_code", "postcode": "postal_code", "province": "postal_region",
    "country_name": "country", "country_code": "country", "iso2": "country", "title": "honorific", "notes": "note",
    "group": "party", "parliament": "chamber", "house": "chamber", "area": "constituency", "from": "mandate_start",
    "until": "mandate_end", "start_date": "mandate_start", "end_date": "mandate_end", "tag": "tags",
    "first_name": "given_name", "last_name": "family_name", "surname": "family_name",
}  # fmt: skip


def is_shape(columns: Collection[str]) -> bool:
    """Whether a table with these columns names people."""
    known = {_ALIASES.get(column, column) for column in columns}
    return "name" in known or {"given_name", "family_name"} <= known


def read_row(number: int, cells: Cells) -> Row:
    """Read one line; raises RefusedError."""
    known: dict[str, str] = {}
    for column, value in cells.items():
        known.setdefault(_ALIASES.get(column, column), value)
    name = cell("name", known.get("name")) or _joined(known)
    if not name:
        message = "no name"
        raise RefusedError(message)
    plain = {column: cell(column, known.get(column, "")) for column in PERSON}
    plain["name"] = name
    plain["stage"] = _stage(plain["stage"])
    plain["stage_since"] = _whole_day(known.get("stage_since"))
    plain["party"] = party(known.get("party", ""))
    seat = _seat(known, party(known["mandate_party"]) if "mandate_party" in known else plain["party"])
    scheme, key = _key(plain, seat)
    country = plain.pop("country")
    del plain["id"]
    is_code = len(country) == 2 and country.isalpha()  # noqa: PLR2004 - the length of an ISO code
    return Row(
        number=number,
        scheme=scheme,
        key=key,
        fields=only_given(plain.items()),
        country_code=country.upper() if is_code else "",
        country=plain["territory"] if is_code or not country else country,
        seat=seat,
    )


def other_ids(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """By what other sources know this person, as (scheme, value)."""
    given = fields.get("identifiers")
    if not given:
        return ()
    told = (part.strip().partition(":") for part in given.split(";"))
    return tuple(dict.fromkeys((scheme[:40], value[:120]) for scheme, _colon, value in told if scheme and value))


def _seat(known: Mapping[str, str], of_party: str) -> Seat | None:
    chamber = repeated("chamber", known.get("chamber", ""))
    if not chamber:
        return None
    return Seat(
        chamber=chamber,
        party=of_party,
        constituency=repeated("constituency", known.get("constituency", "")),
        term=repeated("term", known.get("term", "")),
        role=repeated("role", known.get("role", "")),
        starts=day("mandate_start", known.get("mandate_start")),
        ends=day("mandate_end", known.get("mandate_end")),
    )


def _key(plain: Mapping[str, str], seat: Seat | None) -> tuple[str, str]:
    """How this row's person is known next time: by the id given, else by name and address, else by name and seat."""
    given = plain["id"]
    if given:
        scheme, colon, value = given.partition(":")
        return (scheme[:40], value) if colon and scheme and value else ("id", given)
    addresses = read_cell(plain["email"]).addresses
    told = addresses[0] if addresses else f"{plain['country']}|{plain['territory']}|{seat.chamber if seat else ''}"
    return BY_NAME, hashlib.sha256(f"{fold(plain['name'])}|{told}".encode()).hexdigest()[:32]


def _joined(known: Mapping[str, str]) -> str:
    return cell("name", f"{known.get('given_name', '')} {known.get('family_name', '')}")


def _stage(text: str) -> str:
    stage = text.casefold()
    if stage and stage not in STAGES:
        message = f"stage is none of {', '.join(STAGES)}: {text[:40]}"
        raise RefusedError(message)
    return stage


def _whole_day(value: str | None) -> str:
    text = day("stage_since", value)
    if text and len(text) < len("2015-04-30"):
        message = f"stage_since is not a whole day like 2015-04-30: {text}"
        raise RefusedError(message)
    return text
