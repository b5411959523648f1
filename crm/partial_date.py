"""Dates as people know them: a year, a month of a year, or a day."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Self

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(str):
    """A date written `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (EDTF level 0); sorts as its text.

    Raises ValueError when the text is none of these or names no real day.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Read and check the text."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            message = f"not a year, month or day: {text!r}"
            raise ValueError(message)
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
        return super().__new__(cls, text)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Make one from a whole date."""
        return cls(day.isoformat())

    @property
    def year(self) -> int:
        """The year, always known."""
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """The month, 1 to 12, when known."""
        return int(self[5:7]) if len(self) > 4 else None  # noqa: PLR2004 - the length of YYYY

    @property
    def day(self) -> int | None:
        """The day of the month when known."""
        return int(self[8:]) if len(self) > 7 else None  # noqa: PLR2004 - the length of YYYY-MM

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])
