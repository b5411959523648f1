"""A State as lists and boards show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


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


class Places(tuple[Place, ...]):  # noqa: SLOT001 - it keeps its names
    """Every State as lists show it, in the order of its name."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names by their codes, in the same order."""
        return {place.iso2: place.name for place in self}
