"""Messages in files: one message, a mailbox file (mbox), a folder of messages (maildir), or standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_BEGINS = re.compile(rb"From \S+ .*\d\d:\d\d")
"""The line before each message of a mailbox file: who wrote, and when."""
_MAILDIR = ("cur", "new")


def messages_in(name: str) -> Iterator[bytes]:
    """Every message in a file or folder, one after the other; `-` is standard input. Raises OSError.

    A file that is called .eml is one message, also where it returns another with its own first line.
    """
    path = Path(name)
    if name == "-":
        yield from _split(sys.stdin.buffer.read())
    elif path.is_dir():
        folders = [path / part for part in _MAILDIR if (path / part).is_dir()] or [path]
        for file in sorted(file for folder in folders for file in folder.iterdir() if file.is_file()):
            yield file.read_bytes()
    elif path.suffix == ".eml":
        yield path.read_bytes()
    else:
        yield from _split(path.read_bytes())


def _split(content: bytes) -> Iterator[bytes]:
    """The messages of a mailbox file; a file that is none is one message."""
    if not _BEGINS.match(content):
        yield content
        return
    lines: list[bytes] = []
    blank = True
    for line in content.splitlines(keepends=True):
        if blank and _BEGINS.match(line):
            if lines:
                yield b"".join(lines)
            lines = []
        else:
            lines.append(line[1:] if line.startswith(b">From ") else line)
        blank = line in {b"\n", b"\r\n"}
    if lines:
        yield b"".join(lines)
