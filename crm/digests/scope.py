"""Which actions a block of a digest collects: those of some regions, those about some steps, or all that are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.treaties.step import Step


@dataclass(frozen=True)
class Scope:
    """Regions and steps; one that is empty limits nothing."""

    regions: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Scope:
        """Read what `stored` wrote."""
        return cls(tuple(stored.get("regions", ())), tuple(stored.get("aims", ())))

    @property
    def stored(self) -> dict[str, Any]:
        """The scope as JSON, without what is empty."""
        held = {"regions": list(self.regions), "aims": list(self.aims)}
        return {name: values for name, values in held.items() if values}

    @property
    def is_open(self) -> bool:
        """Whether it takes everything that no other block does."""
        return not self.regions and not self.aims

    def holds(self, region: str, aim: Step | None) -> bool:
        """Whether an action of a region with an aim belongs here."""
        if self.regions and region not in self.regions:
            return False
        return not self.aims or (aim is not None and aim.value in self.aims)


def place_for(scopes: Sequence[Scope], region: str, aim: Step | None) -> int | None:
    """Choose a block for an action: the first that is meant for it, else the first that takes the rest, else none."""
    narrow = (n for n, scope in enumerate(scopes) if not scope.is_open and scope.holds(region, aim))
    rest = (n for n, scope in enumerate(scopes) if scope.is_open)
    return next(narrow, next(rest, None))
