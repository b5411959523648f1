"""The forms of steps at home: a new one, moving one, and tying an action to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from crm.accounts.queries import staff_users
from crm.followups.forms.forms import OwnerField
from crm.milestones.kinds import MilestoneKind, MilestoneState, Tie
from crm.milestones.models import Milestone
from crm.milestones.services import Draft, Fault, MilestoneError
from crm.milestones.wording import milestone_state_word, milestone_word
from crm.web import current
from crm.web.fields import ChoiceField, DayField, PartialDateField
from crm.web.forms import Form

LONGEST = 2000
SOURCE = [InputRequired(_l("Say by which source: a link, or who told you.")), Length(max=LONGEST)]
STATES = {state: milestone_state_word(state) for state in MilestoneState}
TIES = {
    Tie.PRECEDED: _l("preceded the step"),
    Tie.CITED_IN: _l("is cited in the step"),
    Tie.COMMITTED: _l("brought a commitment to the step"),
    Tie.LED_TO: _l("led to the step (needs evidence; pages say “contributed to”)"),
}
FAULTS = {
    Fault.NO_DAY: _l("Say when: a year is enough."),
    Fault.NOT_YET: _l("This day is to come: until then the step is expected."),
    Fault.ENDED_BEFORE: _l("It can't be over before it began."),
    Fault.NO_EVIDENCE: _l("“Led to” needs evidence: a link, or the words that say so."),
    Fault.TIED_ALREADY: _l("This action is tied to the step already."),
}


class ChamberField(SelectField):
    """A chamber of the country, or none."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer none alone; `offer` gives the rest."""
        super().__init__(
            *arguments, coerce=_number, choices=[SelectChoice("", _l("No chamber, or several"))], **options
        )

    def offer(self, chambers: Sequence[tuple[int, str]]) -> None:
        """Offer these chambers."""
        named = [SelectChoice(str(number), name) for number, name in chambers]
        self.choices = [SelectChoice("", _l("No chamber, or several")), *named]


class MilestoneForm(Form):
    """A step of a State at home."""

    kind = ChoiceField(_l("Step"), {kind: milestone_word(kind) for kind in MilestoneKind})
    state = ChoiceField(_l("How far"), STATES, default=MilestoneState.DONE)
    on = PartialDateField(_l("When"))
    source = StringField(_l("Source (a link)"), validators=SOURCE)
    chamber = ChamberField(_l("Chamber"))
    ended_on = PartialDateField(_l("Rejected or dropped on"))
    owner = OwnerField(_l("Who sees to it"))
    blocker = TextAreaField(_l("What holds it up"), validators=[Length(max=LONGEST)])
    embargo_until = DayField(_l("Say nothing before"))
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST)])

    def draft(self) -> Draft:
        """The step as it was told."""
        return Draft(
            kind=self.kind.data,
            state=self.state.data,
            on=self.on.data,
            source=self.source.data,
            ended_on=self.ended_on.data,
            chamber_id=self.chamber.data,
            note=self.note.data or "",
            blocker=self.blocker.data or "",
            owner_id=self.owner.data,
            embargo_until=self.embargo_until.data,
        )


class MoveForm(Form):
    """How far a step came, and when."""

    state = ChoiceField(_l("How far"), STATES)
    on = PartialDateField(_l("When"))
    source = StringField(_l("Source (a link)"), validators=SOURCE)


class TieForm(Form):
    """An action and how it is tied to the step."""

    action = SelectField(_l("Action"), coerce=int, choices=[])
    tie = ChoiceField(_l("It"), TIES)
    evidence = TextAreaField(_l("Evidence (a link or the words)"), validators=[Length(max=LONGEST)])

    def validate_evidence(self, field: Any) -> None:
        """Nothing led to a step without evidence."""
        if self.tie.data is Tie.LED_TO and not field.data:
            raise ValidationError(str(FAULTS[Fault.NO_EVIDENCE]))


class MilestoneTieForm(Form):
    """A step and how an action is tied to it, asked from the action."""

    milestone = SelectField(_l("Step"), coerce=int, choices=[])
    tie = ChoiceField(_l("The action"), TIES)
    evidence = TextAreaField(_l("Evidence (a link or the words)"), validators=[Length(max=LONGEST)])


class MobiliseForm(Form):
    """Whom to ask for help against a withdrawal, for what, by when."""

    friends = SelectMultipleField(_l("Friends"), coerce=int, validators=[InputRequired(_l("Choose whom to ask."))])
    text = TextAreaField(
        _l("What to ask of them"), validators=[InputRequired(_l("Say what to ask.")), Length(max=LONGEST)]
    )
    due_on = DayField(_l("By when"), validators=[InputRequired(_l("Say by when."))])


def milestone_form(chambers: Sequence[tuple[int, str]], milestone: Milestone | None = None) -> MilestoneForm:
    """The form of a new step, or of one that is there."""
    held = {} if milestone is None else {"chamber": milestone.chamber_id, "owner": milestone.owner_id}
    form = MilestoneForm(obj=milestone, data=held)
    form.owner.offer(staff_users(current.session()))
    form.chamber.offer(chambers)
    return form


def quick_form(chambers: Sequence[tuple[int, str]]) -> MilestoneForm:
    """The few fields of a new step that a country's page offers; the rest stands on the step's own page."""
    form = MilestoneForm(formdata=None, prefix="")
    form.chamber.offer(chambers)
    return form


def refuse(form: Any, error: MilestoneError) -> None:
    """Say beside the field what can't be."""
    field = {
        Fault.ENDED_BEFORE: "ended_on" if "ended_on" in form else "on",
        Fault.NO_EVIDENCE: "evidence",
        Fault.TIED_ALREADY: "action" if "action" in form else "milestone",
    }.get(error.fault, "on")
    form[field].errors = [*form[field].errors, str(FAULTS[error.fault])]


def _number(value: Any) -> int | None:
    return int(value) if value not in {None, ""} else None
