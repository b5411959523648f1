"""A digest as it is said: its parts, the passage about a country, the imprint and a reader's own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from crm.digests.kinds import BlockKind
from crm.digests.slots import one_line, slot

READER_SLOTS: Final = ("greeting", "name", "country", "why", "unsubscribe_token", "tell_token")


@dataclass(frozen=True)
class Line:
    """One item of a part: a line of plain text, with a link where there is one.

    `language` is that of the words where they are not translated, else empty.
    """

    text: str
    link: str = ""
    language: str = ""


@dataclass(frozen=True)
class Part:
    """A block of a digest: `key` names it within the digest, `text` is staff's Markdown.

    `heading_in` and `text_in` are the languages of words that are not translated, else empty.
    """

    key: int
    kind: BlockKind
    heading: str = ""
    text: str = ""
    lines: Sequence[Line] = ()
    audience: str = ""
    heading_in: str = ""
    text_in: str = ""

    @property
    def fallbacks(self) -> Sequence[str]:
        """The languages that its untranslated words are in, one for each piece of them."""
        pieces = (self.heading_in, self.text_in, *(line.language for line in self.lines))
        return tuple(language for language in pieces if language)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing by itself; what it says of a country comes with the reader."""
        return self.kind is not BlockKind.YOUR_COUNTRY and not self.text.strip() and not self.lines


@dataclass(frozen=True)
class Passage:
    """What the block "your country" says of one country; `own` are the items that only its readers get.

    `dates` come near there; `date_is_new` when one of them came near since the last issue.
    """

    country: str
    status: str
    asks: Sequence[str] = ()
    colleagues: Sequence[Line] = ()
    link: str = ""
    own: Sequence[Line] = ()
    attends: str = ""
    dates: Sequence[str] = ()
    date_is_new: bool = False

    @property
    def is_news(self) -> bool:
        """Whether it tells something new by itself: an item of the country's own, or a date that came near."""
        return bool(self.own) or self.date_is_new


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
    """All of a digest in one language that does not depend on who reads it."""

    title: str
    preheader: str
    language: str
    parts: Sequence[Part]
    imprint: Imprint
    base_url: str
    public_token: str
    known_until: date | None = None
    where_things_stand: str = ""
    title_in: str = ""
    preheader_in: str = ""
    alert: bool = False

    @property
    def code(self) -> str:
        """The short code by which a reader can check that an issue is ours."""
        return f"{self.public_token[:4]}-{self.public_token[4:8]}".upper()

    @property
    def fallbacks(self) -> Sequence[str]:
        """The languages of words that are not translated, each once."""
        found = [self.title_in, self.preheader_in, *(code for part in self.parts for code in part.fallbacks)]
        return tuple(dict.fromkeys(code for code in found if code))

    @property
    def untranslated(self) -> int:
        """How many of its texts are in another language for want of a translation."""
        return sum(map(bool, (self.title_in, self.preheader_in))) + sum(len(part.fallbacks) for part in self.parts)

    def for_keys(self, keys: frozenset[int]) -> Issue:
        """The issue with those of its parts whose keys are given."""
        return replace(self, parts=tuple(part for part in self.parts if part.key in keys))


@dataclass(frozen=True)
class Variant:
    """What decides the text of a mail besides a reader's own values: which parts, the first time or not, the language.

    `wanted` is the reader's language where the digest has no version in it, else empty.
    """

    parts: frozenset[int]
    first_time: bool = False
    language: str = "en"
    wanted: str = ""

    @property
    def key(self) -> str:
        """The variant in a few characters: a mask of the parts' keys, a mark, the languages."""
        mask = sum(1 << key for key in self.parts)
        asked = f".{self.wanted}" if self.wanted else ""
        return f"{mask:x}{'n' if self.first_time else ''}.{self.language}{asked}"


def parts_of(variant_key: str) -> frozenset[int]:
    """Read which parts a variant has from its key."""
    mask = int(variant_key.partition(".")[0].rstrip("n") or "0", 16)
    return frozenset(key for key in range(mask.bit_length()) if mask >> key & 1)


def country_key(iso2: str, language: str) -> str:
    """Name the frozen text about a country in a language."""
    return f"country:{iso2}:{language}"


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


def escaped(text: str) -> str:
    """Escape a text exactly as an HTML serialiser writes a text node; it is not fit for attributes."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("\xa0", "&nbsp;")
