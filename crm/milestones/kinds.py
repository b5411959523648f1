"""The words for steps at home: what they are, how far they came, and how an action is tied to one."""

from __future__ import annotations

from enum import StrEnum


class MilestoneKind(StrEnum):
    """A step of a State at home, in the order in which they are usually taken, towards a treaty and then away."""

    GOVERNMENT_DECISION = "government_decision"
    BILL_TABLED = "bill_tabled"
    COMMITTEE = "committee"
    CHAMBER_VOTE = "chamber_vote"
    HEAD_OF_STATE = "head_of_state"
    INSTRUMENT_DEPOSITED = "instrument_deposited"
    WITHDRAWAL_DEBATED = "withdrawal_debated"
    WITHDRAWAL_TABLED = "withdrawal_tabled"
    WITHDRAWAL_APPROVED = "withdrawal_approved"
    WITHDRAWAL_NOTIFIED = "withdrawal_notified"


class Direction(StrEnum):
    """Where a step leads."""

    TOWARDS = "towards"
    AWAY = "away"


AWAY = tuple(kind for kind in MilestoneKind if kind.value.startswith("withdrawal_"))
TOWARDS = tuple(kind for kind in MilestoneKind if kind not in AWAY)
KINDS = {Direction.TOWARDS: TOWARDS, Direction.AWAY: AWAY}
"""The steps of each direction in their order."""

LAST = frozenset({MilestoneKind.INSTRUMENT_DEPOSITED, MilestoneKind.WITHDRAWAL_NOTIFIED})
"""The steps after which nothing is left to do at home."""


def direction_of(kind: MilestoneKind) -> Direction:
    """Where a kind of step leads."""
    return Direction.AWAY if kind in AWAY else Direction.TOWARDS


class MilestoneState(StrEnum):
    """How far a step came."""

    EXPECTED = "expected"
    UNDER_WAY = "under_way"
    DONE = "done"
    REJECTED = "rejected"
    DROPPED = "dropped"


ENDED = frozenset({MilestoneState.REJECTED, MilestoneState.DROPPED})
"""A step that came to nothing."""

WAITING = frozenset({MilestoneState.EXPECTED, MilestoneState.UNDER_WAY})
"""A step of which something is still to come."""


class Tie(StrEnum):
    """How an action is tied to a step: never that it caused it."""

    PRECEDED = "preceded"
    CITED_IN = "cited_in"
    COMMITTED = "committed"
    LED_TO = "led_to"
