"""By what an erased person is known when a file names them again: the same id gives the same, and says nothing."""

from __future__ import annotations

import hashlib

PREFIX = "erased:"


def erased_id(scheme: str, value: str) -> str:
    """What stands in the place of an id of somebody erased."""
    return PREFIX + hashlib.sha256(f"{scheme}:{value}".encode()).hexdigest()[:40]
