"""How memory is kept: a start and a page make far more objects, and larger ones, than the defaults expect."""

from __future__ import annotations

import gc
from contextlib import suppress

YOUNG_OBJECTS = 10_000
"""How many new objects are looked through at a time: a page makes more than Python's own 700."""


def look_less_often() -> None:
    """Look for garbage after more new objects than Python would."""
    gc.set_threshold(YOUNG_OBJECTS)


def keep_what_stands() -> None:
    """Leave what is there now out of every collection, so that processes forked from this one share its pages."""
    gc.collect()
    gc.freeze()


LARGE_BYTES = 2**16
M_MMAP_THRESHOLD = -3


def give_back_large_pieces() -> None:
    """Let the system have what a long page took for a moment, where the C library is GNU's; others do by themselves."""
    import ctypes  # noqa: PLC0415 - only a server needs it

    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
