"""Reading the cell in which a source keeps somebody's addresses: the plain ones, and whether something is left over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_CELL = 2_000
"""A longer cell holds no addresses worth guessing at."""

_PLAIN = re.compile(r"[a-z0-9_+]+(?:[.-][a-z0-9_+]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.ASCII)
_RESERVED = frozenset({"arpa", "invalid", "internal", "lan", "local", "localhost", "onion", "test"})
_NAMED = re.compile(r"^[^<>@,;:]{0,200}<\s*([^<>\s@]{1,64}@[^<>\s@]{1,255})\s*>$")
_LINK = re.compile(r"\S{0,500}://\S*")
_SEPARATOR = re.compile(r"mailto:|[\s,;/<>\"()\[\]|]+|\bor\b", re.IGNORECASE)
_FRAGMENT = re.compile(r"[a-z0-9.-]{1,40}")
MAX_LOCAL, MAX_ADDRESS = 64, 254


@dataclass(frozen=True)
class Cell:
    """What a cell says: addresses in their order, and the whole cell again when part of it is no address."""

    addresses: tuple[str, ...] = ()
    leftover: str = ""


@lru_cache(maxsize=4_000)
def read_cell(cell: str) -> Cell:
    """Read a cell; an address that may have been torn apart is left over, never guessed."""
    text = cell.strip()
    if not text:
        return Cell()
    if len(text) > MAX_CELL:
        return Cell(leftover=text[:MAX_CELL])
    lowered = text.lower()
    if _is_plain(lowered):
        return Cell((lowered,))
    named = _NAMED.match(text)
    found, rest = _walk(named.group(1) if named else text)
    return Cell(tuple(found), text if rest else "")


def normalise(text: str) -> str | None:
    """The address in the one form we keep it, lower case with an ASCII domain; None when it is none."""
    lowered = text.strip().lower()
    if _is_plain(lowered):
        return lowered
    if (
        lowered.count("@") != 1
        or lowered.index("@") > MAX_LOCAL
        or len(lowered) > MAX_ADDRESS
        or _mixes_scripts(lowered)
    ):
        return None
    # Loaded only for addresses that are out of the ordinary.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        checked = validate_email(lowered, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return (checked.ascii_email or checked.normalized).lower()


def _is_plain(text: str) -> bool:
    """Whether a lower-case text is an address beyond doubt."""
    if len(text) > MAX_ADDRESS or _PLAIN.fullmatch(text) is None:
        return False
    local, _, domain = text.partition("@")
    return len(local) <= MAX_LOCAL and domain.rpartition(".")[2] not in _RESERVED


def _mixes_scripts(address: str) -> bool:
    """Whether a label of the domain holds look-alikes: Latin letters beside Cyrillic or Greek ones."""
    for label in address.rpartition("@")[2].split("."):
        scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in label if sign.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            return True
    return False


def _walk(text: str) -> tuple[list[str], bool]:
    """The addresses in a text, and whether anything else is in it."""
    without_links = _LINK.sub(" ", text)
    rest = without_links != text
    found: list[str] = []
    follows_address = False
    for separator, piece in _pieces(without_links):
        address = normalise(piece.strip(":"))
        if address is None:
            rest = True
            if follows_address and separator.strip() in {"", ","} and _FRAGMENT.fullmatch(piece.lower()):
                # "name@parliament,gov" was one address once: the part before the comma is not it.
                found.pop()
        else:
            found.append(address)
        follows_address = address is not None
    return list(dict.fromkeys(found)), rest


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stands between separators, each with the separator before it; pieces of mere punctuation are left out."""
    before, last = "", 0
    for match in _SEPARATOR.finditer(text):
        if text[last : match.start()].strip(".:-"):
            yield before, text[last : match.start()]
        before, last = match.group(), match.end()
    if text[last:].strip(".:-"):
        yield before, text[last:]
