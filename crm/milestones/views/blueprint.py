"""The blueprint of steps at home, and what its pages share."""

from __future__ import annotations

from enum import StrEnum

from flask import Blueprint, abort

from crm.countries.models import Country
from crm.countries.queries import find_country
from crm.milestones.kinds import MilestoneKind, MilestoneState, Tie
from crm.milestones.queries import StepRow, find_milestone
from crm.milestones.wording import milestone_state_word, milestone_word, tie_word
from crm.web import current

WRONG = 422

TREATY = "ccm"
"""The treaty the network is about."""

bp = Blueprint("milestones", __name__, url_prefix="/milestones")


@bp.app_template_filter("milestone_word")
def word(said: StrEnum) -> str:
    """Say a kind or state of a step, or a tie to it, in the reader's language."""
    language = current.language()
    if isinstance(said, MilestoneKind):
        return milestone_word(said, language)
    return tie_word(said, language) if isinstance(said, Tie) else milestone_state_word(MilestoneState(said), language)


def wanted(milestone_id: int) -> StepRow:
    """The step of the address, if whoever asks may see it; else 404."""
    return find_milestone(current.session(), milestone_id, current.actor(), current.today()) or abort(404)


def country_or_404(iso2: str) -> Country:
    """The country of an address."""
    return find_country(current.session(), iso2) or abort(404)
