"""What is expected at home, as dates of a country's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from crm.countries.calendar import Coming
from crm.milestones.kinds import MilestoneState
from crm.milestones.process import Stage
from crm.milestones.wording import milestone_word


def expected(steps: Iterable[tuple[Stage, str | None]], today: date, language: str = "en") -> Sequence[Coming]:
    """The steps expected from today on, each with the chamber in which it is taken; what has passed is a question."""
    return [
        Coming(stage.on, ", ".join(filter(None, (milestone_word(stage.kind, language), chamber))))
        for stage, chamber in steps
        if stage.state is MilestoneState.EXPECTED and stage.on is not None and stage.on.latest >= today
    ]
