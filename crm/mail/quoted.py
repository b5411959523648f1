"""Text as quoted-printable lines (RFC 2045), encoded once where it is the same for every reader."""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST = 76
_TOO_LONG = re.compile(rb"^[^\r\n]{77,}", re.MULTILINE)
"""b2a_qp writes out white space at the end of a line after it has broken the line, and then it is too long.

Looked for at the start of lines alone: from every sign on it would cost more than the encoding.
"""


def quoted(text: str) -> bytes:
    """Encode a text; its lines end in CR LF, whatever they ended in."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.encode("utf-8", "replace")
    # b2a_qp keeps the line ends it is given, and breaks longer lines with the first kind it meets.
    encoded = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    return encoded if len(encoded) <= LONGEST else _TOO_LONG.sub(_broken, encoded)


def _broken(line: re.Match[bytes]) -> bytes:
    """Break a line softly, never within a sign that is written as its number."""
    cut = LONGEST - 1
    sign = line[0].rfind(b"=", cut - 2, cut)
    cut = cut if sign < 0 else sign
    return line[0][:cut] + b"=\r\n" + line[0][cut:]


@dataclass(frozen=True)
class QuotedPattern:
    """A text with slots of which every line without a slot is encoded already.

    Joining gives the same bytes as putting the values into the text and encoding it all.
    """

    runs: Sequence[bytes | str]
    """Encoded lines, and between them lines with slots, as a template of the % operator."""

    @classmethod
    def of(cls, pieces: Sequence[str]) -> QuotedPattern:
        """Make it from texts and names of slots in turn, beginning and ending with a text."""
        runs: list[bytes | str] = []
        run: list[str] = []
        for index, piece in enumerate(pieces):
            if index % 2:
                run.append(piece)
                continue
            head, fixed, tail = _cut(piece, whole_start=not run)
            if run:
                run.append(head)
            if fixed or head.endswith("\n"):
                runs += [_template(run)] if run else []
                runs.append(quoted(fixed))
                run = []
            if not run:
                run.append(tail)
        runs.append(_template(run))
        return cls(tuple(runs))

    def join(self, values: Mapping[str, str]) -> bytes:
        """Put values into the slots and encode their lines; raises KeyError for a slot without a value."""
        return b"".join(run if isinstance(run, bytes) else quoted(run % values) for run in self.runs)


def _cut(piece: str, *, whole_start: bool) -> tuple[str, str, str]:
    """Cut a text into the end of a line that began before it, whole lines, and the start of a line."""
    head, newline, rest = ("", "", piece) if whole_start else piece.partition("\n")
    if not whole_start and not newline:
        return head, "", ""
    fixed, newline_too, tail = rest.rpartition("\n")
    return head + newline, fixed + newline_too, tail


def _template(run: Sequence[str]) -> str:
    """Write texts and names of slots in turn as a template."""
    return "".join(f"%({piece})s" if index % 2 else piece.replace("%", "%%") for index, piece in enumerate(run))
