"""How the values of a row are written in a change set, and read back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from crm.db import UtcDateTime


def encode(value: Any) -> Any:
    """Write a value as JSON holds it: dates and instants in ISO 8601, enums and partial dates as their text."""
    if value is None or value.__class__ is str or value.__class__ is int:
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return value


def decode(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """Read a value back for a column of this type."""
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Integer):
        return int(value)
    return value
