"""The words for how far a digest is and for what a block holds."""

from __future__ import annotations

from enum import StrEnum


class DigestState(StrEnum):
    """How far a digest is; the counts of its messages say the rest."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


class BlockKind(StrEnum):
    """What a block holds."""

    EDITORIAL = "editorial"
    TREATY_ACTIONS = "treaty_actions"
    ACTIONS = "actions"
    MEETINGS = "meetings"
    YOUR_COUNTRY = "your_country"
    REQUESTS = "requests"
    GOING = "going"
    NUMBERS = "numbers"
    LIBRARY = "library"


NO_NEWS = frozenset({BlockKind.YOUR_COUNTRY, BlockKind.NUMBERS})
"""Kinds that tell nobody anything new by themselves."""


class Template(StrEnum):
    """What a digest is written for: it decides which blocks it begins with."""

    REGULAR = "regular"
    MEETING = "meeting"
    EMERGENCY = "emergency"
