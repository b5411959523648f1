"""Names of countries as they are compared, as they are put in order, and as they open a sentence."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
    | dict.fromkeys("'’ʼ‘`´.", "")
    | dict.fromkeys("-‐–_,()/", " ")
)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Write a text so that accents, case, apostrophes and hyphens do not matter when it is compared."""
    plain = text.casefold().translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return " ".join(bare.split())


def opening(name: str) -> str:
    """Write a name as it opens a sentence: "the Netherlands" becomes "The Netherlands"."""
    return name[:1].upper() + name[1:]


def in_order(name: str, language: str) -> tuple[str, bytes]:
    """Give what names of a language are ordered by: letters whatever their accents, Chinese by how most are said."""
    return ("", name.encode("gb18030")) if language == "zh" else (fold(name), b"")
