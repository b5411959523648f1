"""The same message again, on whatever way it came: told by what its writer wrote, not by what was added on the way."""

from __future__ import annotations

import hashlib
import re

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_OF_THE_WRITER = (b"message-id:", b"from:", b"date:", b"subject:")


def fingerprint(raw: bytes) -> str:
    """A digest of a message's body and of the headers that stay the same on every way."""
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if text.startswith(b"From "):
        text = text.partition(b"\n")[2]
    head, _, body = _HEAD_END.sub(b"\n\n", text, count=1).partition(b"\n\n")
    unfolded = re.sub(rb"\n[ \t]+", b" ", head)
    kept = sorted(line.strip() for line in unfolded.split(b"\n") if line.lower().startswith(_OF_THE_WRITER))
    return hashlib.sha256(b"\n".join([*kept, b"", body.rstrip()])).hexdigest()
