"""Raw mail taken apart by the standard library, within limits: whatever comes, it ends soon and without a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from html import unescape

READ_BYTES = 512 * 1024
"""As much of a message is looked at: what a mail server says stands at its beginning."""
READ_LINES = 10_000
MOST_PARTS = 60
LONGEST_TEXT = 100_000
LONGEST_HEADER = 2_000

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CONTENT_TYPE = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HIDDEN = re.compile(r"<(style|script|head)\b.{0,50000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

Part = Message


def parse(raw: bytes) -> Part:
    """Take a message apart; one with too many parts, or that no reader can follow, is its headers and plain text."""
    taken = b"\n".join(raw[:READ_BYTES].splitlines()[:READ_LINES])
    if taken.startswith(b"From "):
        taken = taken.partition(b"\n")[2]
    if len(_CONTENT_TYPE.findall(taken)) <= MOST_PARTS:
        try:
            return message_from_bytes(taken)
        except Exception:  # noqa: BLE001, S110 - whatever the library trips over, the headers are still of use
            pass
    return _headers_only(taken)


def _headers_only(taken: bytes) -> Part:
    head, _, body = (_HEAD_END.sub(b"\n\n", taken, count=1)).partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if not line.lower().startswith((b"content-", b"mime-version"))]
    plain = message_from_bytes(b"\n".join(kept[:500]) + b"\n\n")
    plain.set_payload(body.decode("latin-1"))
    return plain


def parts(message: Part) -> Iterator[Part]:
    """Every part in order, the message itself first; a returned message is entered too."""
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS * 2:
            return
        yield part


def header(message: Part, name: str) -> str:
    """A header as one line of readable text; empty when there is none."""
    return next(iter(headers(message, name)), "")


def headers(message: Part, name: str) -> list[str]:
    """All headers of a name, at most twenty."""
    written = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    return [readable(value[:LONGEST_HEADER]) for value in written[:20]]


def readable(value: str) -> str:
    """Decode the encoded words of a header, and bare bytes in it, and make one line of it."""
    bare = value.encode("utf-8", "surrogateescape")
    try:
        value = bare.decode()
    except UnicodeDecodeError:
        value = bare.decode("latin-1")
    with suppress(HeaderParseError, LookupError, ValueError, AssertionError):  # else it is shown as it was written
        value = str(make_header(decode_header(value)))
    return " ".join(clean(value).split())


def text_of(part: Part) -> str:
    """What a text part says, in whatever character set it claims; markup is left out."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if not isinstance(payload, bytes):
        payload = str(part.get_payload()).encode("utf-8", "surrogateescape") if not part.is_multipart() else b""
    said = _decode(payload[: LONGEST_TEXT * 4], part)
    if part.get_content_type() == "text/html":
        said = _without_markup(said)
    return clean(said)[:LONGEST_TEXT]


def _decode(payload: bytes, part: Part) -> str:
    for charset in (_charset(part), "utf-8"):
        try:
            return payload.decode(charset)
        except (LookupError, ValueError):
            continue
    return payload.decode("latin-1")


def _charset(part: Part) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, AssertionError):
        return "utf-8"


def _without_markup(said: str) -> str:
    plain = _TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", said[:LONGEST_TEXT])))
    lines = (" ".join(line.split()) for line in unescape(plain).splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean(said: str) -> str:
    """The text without control signs, marks that turn its direction, and halves of characters."""
    whole = said.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return _UNSHOWN.sub("", whole)
