"""What positions of a State are about, and which of them make interim measures worth asking for."""

from __future__ import annotations

from enum import StrEnum


class PositionTopic(StrEnum):
    """What a position is about."""

    STOCKPILES = "stockpiles"
    PRODUCES = "produces"
    USED = "used"
    TRANSFERS = "transfers"
    CONTAMINATED = "contaminated"
    INTERIM_MEASURES = "interim_measures"


CALLS_FOR_INTERIM_MEASURES = frozenset(
    {PositionTopic.STOCKPILES, PositionTopic.PRODUCES, PositionTopic.USED, PositionTopic.TRANSFERS}
)
