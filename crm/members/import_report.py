"""What an import found and did, in figures that scripts rely on and in lists that people read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

SAMPLE = 200
"""How many names of each kind are kept to be shown."""


@dataclass
class ImportReport:
    """The figures of one run; people = new + changed + same, and nothing is hidden in a total."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    errors: int = 0
    mandates: int = 0
    addresses: int = 0
    without_country: int = 0
    refusals: list[tuple[int, str]] = field(default_factory=list)
    not_addresses: list[tuple[int, str, str]] = field(default_factory=list)
    not_addresses_count: int = 0
    chambers: list[tuple[str, str]] = field(default_factory=list)
    new_names: list[str] = field(default_factory=list)
    changed_names: list[tuple[str, str]] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Distinct people in the file."""
        return self.new + self.changed + self.same

    def figures(self) -> dict[str, int]:
        """The stable keys of `crm members import --report json`."""
        return {
            "rows": self.rows,
            "people": self.people,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "errors": self.errors,
            "mandates": self.mandates,
            "addresses": self.addresses,
            "without_country": self.without_country,
        }

    def to_json(self) -> dict[str, Any]:
        """Figures and lists, to be kept with the run."""
        return asdict(self) | {"people": self.people}

    def sentence(self) -> str:
        """What the run did, as the journal says it."""
        return f"Imported {self.new} new and {self.changed} changed people ({self.same} unchanged)"
