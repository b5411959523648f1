"""The outbox: a folder in which mail is kept as .eml files until a mail server is set."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from crm.mail.answers import Answer
from crm.mail.transport import ConnectionLostError, Envelope, RefusedError

NO_ROOM = 452
_NAME = re.compile(r"[0-9a-f]{24}\.eml")


@dataclass(frozen=True)
class Outbox:
    """A transport that writes each message into a file of its own."""

    folder: Path
    is_open: bool = True
    announced: Envelope | None = None

    def connect(self) -> Outbox:
        """Make sure of the folder."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConnectionLostError(str(error)) from error
        return self

    def send(
        self,
        envelope: Envelope,
        before_body: Callable[[], bool],
        following: Envelope | None = None,  # noqa: ARG002 - of the Protocol
    ) -> str | None:
        """Write the message whole or not at all, readable by the owner only; again is the same file."""
        if not before_body():
            return None
        name = hashlib.sha256(envelope.recipient.encode() + b"\0" + envelope.content).hexdigest()[:24]
        target = self.folder / f"{name}.eml"
        try:
            _write(target, envelope.content)
        except OSError as error:
            raise RefusedError(Answer(NO_ROOM, f"4.3.1 {error.strerror}")) from error
        return f"kept as {target.name} in the outbox"

    def close(self) -> None:
        """Leave the folder as it is."""


def forget(folder: Path, names: Iterable[str]) -> int:
    """Delete these files of an outbox; says how many there were. Only names that the outbox gave are looked at."""
    there = [folder / name for name in names if _NAME.fullmatch(name) and (folder / name).is_file()]
    for file in there:
        file.unlink(missing_ok=True)
    return len(there)


def _write(target: Path, content: bytes) -> None:
    partial = target.with_suffix(".part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(target)
