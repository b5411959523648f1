"""Which actions and steps can be tied to each other: those of the same country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms.fields import SelectChoice

from crm.actions.queries import actions_in_country
from crm.milestones.forms import TieForm
from crm.milestones.models import Milestone
from crm.web import current

OFFERED = 100
"""Actions on offer, the latest first."""


def tie_form(milestone: Milestone, formdata: Mapping[str, Any] | None) -> TieForm:
    """The form that ties one of the country's latest actions to a step."""
    form = TieForm(formdata=formdata)
    found = actions_in_country(current.session(), milestone.iso2, current.actor(), OFFERED)
    form.action.choices = [SelectChoice(record.action.id, record.action.title) for record in found]
    return form
