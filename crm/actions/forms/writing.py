"""The form for writing an action down, new or edited, for those who keep the records and for members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.actions.forms.outcome import outcome_of
from crm.actions.forms.parts import LONGEST_TEXT, NewOutcomeForm, PartForm, link_field
from crm.actions.forms.words import AIMS, EVIDENCE, KINDS, STATES, WHO_SEES
from crm.actions.models import ActionState, Evidence, ParliamentaryAction
from crm.actions.services import ActionDraft, OutcomeDraft, Part
from crm.actions.services.drafts import LONGEST_TITLE
from crm.web import current
from crm.web.fields import ChoiceField, CountryField, DayField, PartialDateField
from crm.web.forms import Form
from crm.web.meanwhile import OpenedField

MOST_PARTICIPANTS = 200
SETTLED = {state: STATES[state] for state in (ActionState.DONE, ActionState.PLANNED)}
DATE_HINT = {"autocomplete": "off", "placeholder": "2026-03-02"}


class ActionForm(Form):
    """What was done: four fields are enough, the rest is there for those who know more."""

    kind = ChoiceField(_l("Kind"), KINDS)
    on = PartialDateField(_l("Date"), render_kw=DATE_HINT)
    title = StringField(
        _l("In one line, what was done"),
        validators=[DataRequired(_l("Say in one line what was done.")), Length(max=LONGEST_TITLE)],
        render_kw={"autocomplete": "off"},
    )
    for_whom = SelectField(_l("For whom"), coerce=int)
    state = ChoiceField(_l("Done or planned"), SETTLED)
    kind_as_written = StringField(_l("Its name in your parliament"), validators=[Length(max=120)])
    country = CountryField(_l("Country"))
    chambers = SelectMultipleField(_l("Chambers"), coerce=int, choices=[])
    body = StringField(_l("Committee or other body"), validators=[Length(max=300)])
    aim = ChoiceField(_l("What it asks for"), AIMS, none=_l("Not known"))
    text = TextAreaField(_l("Text"), validators=[Length(max=LONGEST_TEXT)])
    link = link_field(_l("Link"))
    reference = StringField(_l("Number or reference"), validators=[Length(max=120)])
    evidence = ChoiceField(_l("How we know"), EVIDENCE, default=Evidence.TOLD)
    visibility = ChoiceField(_l("Who may see it"), WHO_SEES)
    participants = FieldList(FormField(PartForm, label=_l("Somebody who took part")), max_entries=MOST_PARTICIPANTS)
    outcome = FormField(NewOutcomeForm, label=_l("What came of it"))
    then_what = StringField(_l("What we promised"), validators=[Length(max=LONGEST_TEXT)])
    then_by = DayField(_l("By when"))
    opened = OpenedField()

    def validate_on(self, field: Any) -> None:
        """A deed that is still to come is a plan."""
        planned = self.state is not None and self.state.data is ActionState.PLANNED
        if field.data is not None and field.data.earliest > current.today() and not planned:
            raise ValidationError(_("This day is still to come. Choose “Planned” below, or correct the date."))

    def validate_then_what(self, field: Any) -> None:
        """A day alone promises nothing."""
        if self.then_by.data is not None and not field.data:
            raise ValidationError(_("Say what is to be done by then."))

    def validate_then_by(self, field: Any) -> None:
        """A promise has its day."""
        if self.then_what.data and field.data is None and not field.errors:
            raise ValidationError(_("Say by when."))

    @property
    def faulty_below(self) -> bool:
        """Whether an error stands in what is folded away."""
        return bool(set(self.errors) - {"kind", "on", "title", "csrf_token"})

    def draft(self, kept: Sequence[Part] = (), before: ParliamentaryAction | None = None) -> ActionDraft:
        """What was said, for the services.

        `kept` are participants whom whoever writes does not see in the form; `before` is the action as it was.
        """
        return ActionDraft(
            kind=self.kind.data,
            title=self.title.data or "",
            on=self.on.data,
            kind_as_written=self.kind_as_written.data or "",
            text=self.text.data or "",
            link=self.link.data or "",
            reference=self.reference.data or "",
            country_iso2=self.country.data,
            body=self.body.data or "",
            chambers=tuple(self.chambers.data or ()),
            aim=self.aim.data,
            evidence=_said(self.evidence, before and before.evidence, Evidence.TOLD),
            visibility=self.visibility.data,
            state=_said(self.state, before and before.state, ActionState.DONE),
            participants=(*kept, *self._parts()),
            model_text_id=before.model_text_id if before else None,
        )

    def outcome_draft(self) -> OutcomeDraft | None:
        """What came of it already, if that was said."""
        return outcome_of(self.outcome.form) if self.outcome.form.kind.data is not None else None

    def _parts(self) -> list[Part]:
        if self.participants is None:
            return []
        typed = [row.form for row in self.participants if row.form.person.person is not None]
        return [Part(row.person.person.id, row.role.data, row.on.data, row.withdrawn_on.data) for row in typed]


def _said(field: Any, before: Any, otherwise: Any) -> Any:
    """What was chosen where the field is there, else what was kept, else the usual."""
    return field.data if field is not None else before or otherwise
