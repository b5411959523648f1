"""How names are folded for search, split into words and put in order, in whatever script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

from anyascii import anyascii

MAX_WORD = 60
"""Longer words are cut: nobody types more."""

MAX_WORDS = 24
"""A name of more words than this is not a name; the rest is not searched."""

# A sign that a table leaves out costs Python an exception: the common ones stand in it, as themselves.
_WHOLE = {code: chr(code) for code in range(0x700)} | str.maketrans(
    {
        "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th",
        "Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "ß": "ss", "ẞ": "SS", "ı": "i", "Ħ": "H", "ħ": "h",
        "Ŧ": "T", "ŧ": "t", "Ŋ": "N", "ŋ": "n", "Ə": "E", "ə": "e",
    }
)  # fmt: skip
_SIGNS = "'’‘ʼʻ`´ʹʽ′-‐‑‒–—−·."
_DROPPED = str.maketrans("", "", _SIGNS)
_ASCII = [None if sign in _SIGNS else sign if sign.isalnum() else " " for sign in map(chr, range(128))]
_SPLIT = re.compile(r"[\W_]+")
_PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "van", "von"}
)


@lru_cache(maxsize=2_000)
def fold(text: str) -> str:
    """Fold a text for comparing: accents, case, apostrophes, hyphens and dots go; words stand one space apart."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _bare(plain).casefold()
    if plain.isascii():
        return " ".join(plain.translate(_ASCII).split())
    # Taking signs apart can bring forth letters that have a case or stand in the table again.
    plain = unicodedata.normalize("NFKD", plain.translate(_WHOLE).casefold())
    return _SPLIT.sub(" ", plain.translate(_DROPPED)).strip()


def _bare(text: str) -> str:
    """The letters of a text without their accents."""
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text.translate(_WHOLE))))


def transliterate(text: str) -> str:
    """Fold a text and write it in Latin letters, whatever script it is in."""
    folded = fold(text)
    return folded if folded.isascii() else fold(anyascii(text))


def words(*names: str) -> frozenset[str]:
    """The words by which somebody is found: as folded, in Latin letters, and the parts of double names."""
    ways: list[str] = []
    for name in filter(None, names):
        ways += _ways(name)
        if "-" in name or "‐" in name:
            ways += _ways(name.replace("-", " ").replace("‐", " "))
    found = [word[:MAX_WORD] for word in " ".join(ways).split()]
    return frozenset(found if len(found) <= MAX_WORDS else list(dict.fromkeys(found))[:MAX_WORDS])


def _ways(name: str) -> tuple[str, ...]:
    folded = fold(name)
    return (folded,) if folded.isascii() else (folded, transliterate(name))


def sort_key(name: str, given: str = "") -> str:
    """What a list is sorted by: the sort name given, else the family name first; folded, in Latin letters."""
    return transliterate(given.strip() or family_first(name))[:300]


def family_first(name: str) -> str:
    """Put the last word of a name, with the particles before it, in front."""
    parts = name.split()
    if len(parts) < 2 or "," in name:  # noqa: PLR2004 - one word has no order
        return name
    start = len(parts) - 1
    while start > 1 and fold(parts[start - 1]) in _PARTICLES:
        start -= 1
    return " ".join((*parts[start:], *parts[:start]))
