"""Text as quoted-printable lines (RFC 2045), encoded once where it is the same for every reader."""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import NewType

Quoted = NewType("Quoted", bytes)
"""Quoted-printable lines that end in CR LF; none begins with a dot.

A dot there would have to be doubled on its way (RFC 5321), and some servers take it amiss (RFC 2049).
"""

LONGEST = 76
SOFT = b"=\r\n"
"""A line break that whoever reads the text takes out again."""
_PLAIN = re.compile(r"(?!\.)[ -<>-~]{1,75}(?<! )")
"""A short text that stands for itself, as most names and all tokens do."""
_TO_MEND = re.compile(rb"^(?:\.[^\r\n]*|[^\r\n]{77,})", re.MULTILINE)
"""A line that begins with a dot, or is too long: b2a_qp writes out white space at an end after breaking the line.

Looked for at the start of lines alone: from every sign on it would cost more than the encoding.
"""


def quoted(text: str) -> Quoted:
    """Encode a text, whatever its lines end in."""
    if _PLAIN.fullmatch(text):
        return Quoted(text.encode("ascii"))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.encode("utf-8", "replace")
    # b2a_qp keeps the line ends it is given, and breaks longer lines with the first kind it meets.
    encoded = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    if len(encoded) <= LONGEST and b"\n." not in encoded and not encoded.startswith(b"."):
        return Quoted(encoded)
    return Quoted(_TO_MEND.sub(lambda found: _mended(found[0]), encoded))


def unquoted(encoded: Quoted) -> str:
    """Read what was encoded; its lines end in LF."""
    return binascii.a2b_qp(encoded).decode().replace("\r\n", "\n")


def _mended(line: bytes) -> bytes:
    """Write a dot at the start as its number, and break the line softly, never within a sign written as its number."""
    if line.startswith(b"."):
        line = b"=2E" + line[1:]
    if len(line) <= LONGEST:
        return line
    cut = LONGEST - 1
    sign = line.rfind(b"=", cut - 2, cut)
    cut = cut if sign < 0 else sign
    return line[:cut] + SOFT + _mended(line[cut:])


def in_line(text: str) -> bytes:
    """Encode a text so that something may follow on its last line; one without a sign is a soft break."""
    encoded = quoted(text)
    if len(encoded) < LONGEST:
        return encoded or SOFT
    return _TO_MEND.sub(lambda found: _mended(found[0]), encoded + SOFT).removesuffix(SOFT)


@dataclass(frozen=True)
class QuotedLine:
    """A line with slots, as templates of the % operator for encoded values."""

    whole: bytes | None
    """As it stands when it is not too long with its values; None when it is in any case."""
    broken: bytes
    """With a soft break between a value and what stands beside it."""

    @classmethod
    def of(cls, pieces: Sequence[str]) -> QuotedLine:
        """Make it from texts and names of slots in turn, beginning and ending with a text."""
        named = [(f"%({piece})b", "") if index % 2 else ("", piece) for index, piece in enumerate(pieces)]
        whole: bytes = quoted("".join(slot or text.replace("%", "%%") for slot, text in named))
        apart = [slot.encode() or in_line(text).replace(b"%", b"%%") for slot, text in named if slot or text]
        return cls(None if b"\n" in whole else whole, SOFT.join(apart))

    def filled(self, values: Mapping[bytes, bytes]) -> bytes:
        """Put encoded values into the slots; raises KeyError for a slot without a value."""
        line = None if self.whole is None else self.whole % values
        return self.broken % values if line is None or b"\n" in line or len(line) > LONGEST else line


@dataclass(frozen=True)
class QuotedPattern:
    """A text with slots of which everything but the slots is encoded already.

    Joined with encoded values it reads as the text does with the values put in.
    """

    template: bytes
    """The whole text, as a template of the % operator for encoded values and for its `lines`."""
    lines: Mapping[bytes, QuotedLine]
    """The lines that may become too long, by the names of their places in it."""

    @classmethod
    def of(cls, pieces: Sequence[str]) -> QuotedPattern:
        """Make it from texts and names of slots in turn, beginning and ending with a text."""
        lines: list[list[str]] = [[]]
        for index, piece in enumerate(pieces):
            here, *below = [piece] if index % 2 else piece.split("\n")
            lines[-1].append(here)
            lines += [[text] for text in below]
        runs: list[bytes] = []
        open_lines: dict[bytes, QuotedLine] = {}
        for has_slots, group in groupby(lines, key=lambda line: len(line) > 1):
            if not has_slots:
                runs.append(quoted("\n".join(chain(*group))).replace(b"%", b"%%"))
                continue
            for line in map(QuotedLine.of, group):
                place = b"line %d" % len(open_lines)
                runs.append(line.broken if line.whole is None else b"%%(%b)b" % place)
                if line.whole is not None:
                    open_lines[place] = line
        return cls(b"\r\n".join(runs), open_lines)

    def join(self, values: Mapping[bytes, bytes]) -> Quoted:
        """Put encoded values into the slots (see `in_line`); raises KeyError for a slot without a value."""
        lines = {place: line.filled(values) for place, line in self.lines.items()}
        return Quoted(self.template % {**values, **lines})
