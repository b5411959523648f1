"""What to ask of a State next: the first row that fits is the step, and there is always exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

VOTING_MONTHS = range(10, 13)
"""October to December: the General Assembly votes on its yearly resolution on the Convention."""


class Step(StrEnum):
    """The next step a parliamentarian can ask for; also the aim of an action and the variant of a text."""

    STAY = "stay"
    RETURN = "return"
    SIGN = "sign"
    ACCEDE = "accede"
    RATIFY = "ratify"
    MEET_DUTY = "meet_duty"
    IMPLEMENT = "implement"
    PROMOTE = "promote"
    INTERIM_MEASURES = "interim_measures"
    VOTE = "vote"


MAIN = tuple(step for step in Step if step not in {Step.INTERIM_MEASURES, Step.VOTE})
"""The steps of which a State has exactly one; the others are asked beside it."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the next step depends on. What is not known by a sourced fact is False here, and so accuses nobody."""

    party: bool
    withdrawn: bool
    signed: bool
    signature_open: bool
    leaving: bool = False
    duty_overdue: bool = False
    law_missing: bool = False
    has_or_uses: bool = False


def main_step(situation: Situation) -> Step:  # noqa: PLR0911 - a table of rows, read from the top
    """The one thing to ask of a State in this situation."""
    if not situation.party:
        if situation.withdrawn:
            return Step.RETURN
        if situation.signed:
            return Step.RATIFY
        return Step.SIGN if situation.signature_open else Step.ACCEDE
    if situation.leaving:
        return Step.STAY
    if situation.duty_overdue:
        return Step.MEET_DUTY
    if situation.law_missing:
        return Step.IMPLEMENT
    return Step.PROMOTE


def second_asks(situation: Situation, on: date) -> tuple[Step, ...]:
    """What to ask beside the step, of a State that is not a Party: interim measures, and a vote in its season."""
    if situation.party:
        return ()
    season = on.month in VOTING_MONTHS
    return (*((Step.INTERIM_MEASURES,) if situation.has_or_uses else ()), *((Step.VOTE,) if season else ()))
