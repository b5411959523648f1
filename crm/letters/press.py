"""Presses: processes that turn HTML into PDF, so that a batch is made with every core and the worker stays small.

Each reads documents from its standard input and answers on its standard output; it ends when whoever started it does.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import IO

from crm.letters.paper import pdf_of

MOST = 4
_SIZE = struct.Struct(">II")
"""Before each document: its length, and in answers how many pages it has."""


class PressError(RuntimeError):
    """A press stopped before it had done its work."""


@contextmanager
def presses(number: int | None = None) -> Iterator[Presses]:
    """Start presses, one for each core, and stop them at the end."""
    wanted = number or min(MOST, os.cpu_count() or 1)
    with ExitStack() as stack:
        started = [stack.enter_context(_started()) for _ in range(wanted)]
        yield Presses(started)


class Presses:
    """Presses that run."""

    def __init__(self, started: Sequence[subprocess.Popen[bytes]]) -> None:
        """Keep them."""
        self._started = started

    def print(self, documents: Sequence[str]) -> Sequence[tuple[bytes, int]]:
        """Print documents, each as a PDF with its number of pages, in their order."""
        shares = [documents[first :: len(self._started)] for first in range(len(self._started))]
        with ThreadPoolExecutor(len(self._started)) as threads:
            done = list(threads.map(_printed, self._started, shares))
        return [done[place % len(done)][place // len(done)] for place in range(len(documents))]


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Print whatever comes in until nothing more does."""
    while head := source.read(_SIZE.size):
        length, _pages = _SIZE.unpack(head)
        content, pages = pdf_of(source.read(length).decode("utf-8"))
        target.write(_SIZE.pack(len(content), pages) + content)
        target.flush()


@contextmanager
def _started() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "crm.letters.press"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as press:  # noqa: S603 - ourselves
        try:
            yield press
        finally:
            press.terminate()


def _printed(press: subprocess.Popen[bytes], documents: Sequence[str]) -> Sequence[tuple[bytes, int]]:
    source, target = press.stdin, press.stdout
    if source is None or target is None:
        message = "a press has no way in or out"
        raise PressError(message)
    return [_one(source, target, document.encode("utf-8")) for document in documents]


def _one(source: IO[bytes], target: IO[bytes], document: bytes) -> tuple[bytes, int]:
    source.write(_SIZE.pack(len(document), 0) + document)
    source.flush()
    head = target.read(_SIZE.size)
    if len(head) < _SIZE.size:
        message = "a press stopped"
        raise PressError(message)
    length, pages = _SIZE.unpack(head)
    content = target.read(length)
    if len(content) < length:
        message = "a press stopped"
        raise PressError(message)
    return content, pages


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
