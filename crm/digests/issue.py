"""A digest as it is said: its parts, the passage about a country, the imprint and a reader's own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from markupsafe import Markup

from crm.digests.kinds import BlockKind
from crm.digests.slots import one_line, slot

READER_SLOTS: Final = ("greeting", "name", "country", "why", "unsubscribe_token", "tell_token")


@dataclass(frozen=True)
class Line:
    """One item of a part: a line of plain text, with a link where there is one."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Part:
    """A block of a digest: `key` names it within the digest, `text` is staff's Markdown."""

    key: int
    kind: BlockKind
    heading: str = ""
    text: str = ""
    lines: Sequence[Line] = ()
    audience: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing by itself; what it says of a country comes with the reader."""
        return self.kind is not BlockKind.YOUR_COUNTRY and not self.text.strip() and not self.lines


@dataclass(frozen=True)
class Passage:
    """What the block "your country" says of one country."""

    country: str
    status: str
    asks: Sequence[str] = ()
    colleagues: Sequence[Line] = ()
    link: str = ""


@dataclass(frozen=True)
class Imprint:
    """Who we are, as the foot of every issue says it."""

    name: str
    postal_address: str = ""
    web_page: str = ""
    reply_box: str = ""
    sender_name: str = ""


@dataclass(frozen=True)
class Issue:
    """All of a digest that does not depend on who reads it."""

    title: str
    preheader: str
    language: str
    parts: Sequence[Part]
    imprint: Imprint
    base_url: str
    public_token: str
    known_until: date | None = None
    where_things_stand: str = ""

    @property
    def code(self) -> str:
        """The short code by which a reader can check that an issue is ours."""
        return f"{self.public_token[:4]}-{self.public_token[4:8]}".upper()

    def for_keys(self, keys: frozenset[int]) -> Issue:
        """The issue with those of its parts whose keys are given."""
        return replace(self, parts=tuple(part for part in self.parts if part.key in keys))


@dataclass(frozen=True)
class Variant:
    """What decides the text of a mail besides a reader's own values: which parts, and whether it is the first time."""

    parts: frozenset[int]
    first_time: bool = False

    @property
    def key(self) -> str:
        """The variant in a few characters, the same for the same parts: a mask of their keys, and a mark."""
        mask = sum(1 << key for key in self.parts)
        return f"{mask:x}{'n' if self.first_time else ''}"


def country_key(iso2: str) -> str:
    """Name the frozen text about a country."""
    return f"country:{iso2}"


@dataclass(frozen=True)
class Values:
    """A reader's own values as they stand in the text part and in the HTML part."""

    text: Mapping[str, str]
    html: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, values: Mapping[str, str], passage: tuple[str, str] = ("", "")) -> Values:
        """Make values safe for both parts; `passage` is the block about the country, rendered as text and as HTML."""
        plain = {name: one_line(values.get(name, "")) for name in READER_SLOTS}
        return cls(
            plain | {"passage": passage[0]},
            {name: escaped(value) for name, value in plain.items()} | {"passage": passage[1]},
        )

    @classmethod
    def slots(cls) -> Values:
        """The slots themselves, which a pattern is made from."""
        marks = {name: slot(name) for name in (*READER_SLOTS, "passage")}
        return cls(marks, marks)


def escaped(text: str) -> Markup:
    """Escape a text exactly as an HTML serialiser writes a text node; it is not fit for attributes."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(plain.replace("\xa0", "&nbsp;"))  # noqa: S704 - escaped in these two lines
