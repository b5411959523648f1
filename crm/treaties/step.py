"""What to ask of a State next (TREATY.md is the law of it)."""

from __future__ import annotations

from enum import StrEnum


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
