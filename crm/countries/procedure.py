"""How a State's consent to be bound comes about at home; it words what is asked."""

from __future__ import annotations

from enum import StrEnum


class Procedure(StrEnum):
    """Who has to act at home before a State can ratify."""

    LAW = "law"
    LAID_BEFORE_PARLIAMENT = "laid_before_parliament"
    ONE_CHAMBER = "one_chamber"
    REGIONAL = "regional"
    EXECUTIVE = "executive"
    NOT_KNOWN = "not_known"
