"""The time zone of a State: where it has several, that of its capital."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo

from crm.countries.shipped import read_facts


def zone_of(iso2: str | None) -> ZoneInfo | None:
    """Find the time zone of a State; None where it is not known."""
    name = _zones().get(iso2 or "")
    return None if name is None else ZoneInfo(name)


@cache
def _zones() -> Mapping[str, str]:
    return {row["iso2"]: row["zone"] for row in read_facts("crm.countries", "zones")}
