"""The form for what came of an action."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.actions.forms.parts import OutcomeFields
from crm.actions.forms.words import OUTCOMES
from crm.actions.services import OutcomeDraft
from crm.web.fields import ChoiceField
from crm.web.forms import Form


class OutcomeForm(OutcomeFields, Form):
    """An answer, a vote, a commitment."""

    kind = ChoiceField(_l("What came of it"), OUTCOMES)

    def draft(self) -> OutcomeDraft:
        """What was said, for the services."""
        return outcome_of(self)


def outcome_of(form: Any) -> OutcomeDraft:
    """Read an outcome from its fields."""
    return OutcomeDraft(
        kind=form.kind.data,
        on=form.on.data,
        text=form.text.data or "",
        link=form.link.data or "",
        votes_for=form.votes_for.data,
        votes_against=form.votes_against.data,
        abstentions=form.abstentions.data,
    )
