"""How often Python looks for garbage: a start and a page make far more objects than its own default expects."""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 10_000
"""How many new objects are looked through at a time: a page makes more than Python's own 700."""


def look_less_often() -> None:
    """Look for garbage after more new objects than Python would."""
    gc.set_threshold(YOUNG_OBJECTS)


def keep_what_stands() -> None:
    """Leave what is there now out of every collection, so that processes forked from this one share its pages."""
    gc.collect()
    gc.freeze()
