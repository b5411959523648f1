"""A State as lists and boards show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A State as a list shows it: its name in the reader's language, and where it lies."""

    iso2: str
    name: str
    region: str
    subregion: str
    intermediate_region: str
    folded: str

    @property
    def areas(self) -> Sequence[str]:
        """What the country lies in, the widest first."""
        return [area for area in (self.region, self.subregion, self.intermediate_region) if area]
