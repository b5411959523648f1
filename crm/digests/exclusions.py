"""Who is set aside from a digest's audience: people of saved views, and single persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crm.members.audience import Filter


@dataclass(frozen=True)
class Exclusions:
    """Views by their names, as they were when they were chosen, and people by their numbers."""

    views: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    people: tuple[int, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Exclusions:
        """Read what `stored` wrote."""
        return cls(dict(stored.get("views", {})), tuple(stored.get("people", ())))

    @property
    def stored(self) -> dict[str, Any]:
        """The exclusions as JSON, without what is empty."""
        held = {"views": {name: dict(view) for name, view in self.views.items()}, "people": list(self.people)}
        return {name: values for name, values in held.items() if values}

    @property
    def filters(self) -> list[Filter]:
        """The filters of the views."""
        return [Filter.from_json(stored) for stored in self.views.values()]

    def with_person(self, number: int) -> Exclusions:
        """The same, and one person more."""
        return replace(self, people=tuple(dict.fromkeys((*self.people, number))))

    def without_person(self, number: int) -> Exclusions:
        """The same without this person."""
        return replace(self, people=tuple(one for one in self.people if one != number))
