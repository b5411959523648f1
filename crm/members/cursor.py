"""A place in a sorted list, written so that it can stand in an address."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

MAX_TEXT = 1_000
MAX_ID = 2**31 - 1


@dataclass(frozen=True)
class Cursor:
    """The sort value and id of the line next to which a page begins; `backwards` for the page before it."""

    value: str
    id: int
    backwards: bool = False

    @classmethod
    def at(cls, value: Any, number: int, *, backwards: bool = False) -> Cursor:
        """The place of one line."""
        return cls(value.isoformat() if isinstance(value, date) else str(value), number, backwards)

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read what `write` wrote; None when it is anything else."""
        if not text or len(text) > MAX_TEXT:
            return None
        try:
            value, number, backwards = json.loads(base64.urlsafe_b64decode(text.encode("ascii", "replace") + b"=="))
            whole = isinstance(value, str) and type(number) is int and 0 <= number <= MAX_ID and "\x00" not in value
            value.encode()
        except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
            return None
        return cls(value, number, bool(backwards)) if whole else None

    def write(self) -> str:
        """The place as a short text of letters and digits."""
        plain = json.dumps([self.value, self.id, int(self.backwards)], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")

    def value_for(self, kind: sa.types.TypeEngine[Any]) -> Any:
        """The value as a column of this type compares it."""
        if isinstance(kind, sa.Date):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                return date(1, 1, 1)
        return self.value
