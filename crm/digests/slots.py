"""Slots: the places in a rendered mail where a reader's own values stand.

A slot is written between two characters that no text of anybody can hold, because `without_slots` and `one_line`
take them out of everything that comes from people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
_SLOT = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
_MARKS = re.compile(f"[{OPEN}{CLOSE}\x00]")
# Line ends, other controls and what turns the direction of what follows: none belongs into one line of a mail.
_NOT_IN_A_LINE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\ue000\ue001]+"
)


def slot(name: str) -> str:
    """Write the slot of a name."""
    return f"{OPEN}{name}{CLOSE}"


def without_slots(text: str) -> str:
    """Take out of a text whatever could be mistaken for a slot."""
    return _MARKS.sub("", text)


def one_line(text: str) -> str:
    """Make one line of a text: line ends and other controls become a space, and nothing can pass for a slot."""
    plain = text if text.isprintable() else _NOT_IN_A_LINE.sub(" ", text)  # nothing of the kind is printable
    return " ".join(plain.split())


@dataclass(frozen=True)
class Pattern:
    """A text cut at its slots: texts and names of slots in turn, beginning and ending with a text."""

    pieces: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Cut a text at its slots."""
        return cls(tuple(_SLOT.split(text)))

    @property
    def names(self) -> frozenset[str]:
        """The slots that the text has."""
        return frozenset(self.pieces[1::2])

    def join(self, values: Mapping[str, str]) -> str:
        """Put values into the slots; raises KeyError for a slot without one."""
        return "".join(self._filled(values))

    def _filled(self, values: Mapping[str, str]) -> Iterator[str]:
        for index, piece in enumerate(self.pieces):
            yield values[piece] if index % 2 else piece
