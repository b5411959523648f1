"""What is typed about follow-ups: new ones, a later day, another owner, a member's request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from crm.accounts.models import User
from crm.actions.forms.parts import LONGEST_TEXT, PersonField
from crm.followups.forms.words import DUE, KINDS, NEEDS, STATES
from crm.followups.models import FollowUpState
from crm.followups.queries import Whose
from crm.followups.services import Need
from crm.web import current
from crm.web.fields import ChoiceField, CountryField, DayField
from crm.web.forms import Form

WHAT = [DataRequired(_l("Say what is to be done.")), Length(max=LONGEST_TEXT)]
LARGEST_NUMBER = 2**31 - 1


class OwnerField(SelectField):
    """Who sees to it: a coordinator or staff, or nobody yet."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer nobody alone; `offer` gives the rest."""
        super().__init__(*arguments, coerce=_number, choices=[SelectChoice("", _l("Nobody yet"))], **options)

    def offer(self, users: Sequence[User]) -> None:
        """Offer these users."""
        self.choices = [
            SelectChoice("", _l("Nobody yet")),
            *(SelectChoice(str(user.id), user.name or user.email) for user in users),
        ]


class FollowUpForm(Form):
    """What is to be done, by when, about whom, by whom."""

    text = TextAreaField(_l("What is to be done"), validators=WHAT)
    due_on = DayField(_l("By when"))
    person = PersonField(_l("About whom"))
    country = CountryField(_l("Country"))
    owner = OwnerField(_l("Who sees to it"))

    def validate_due_on(self, field: Any) -> None:
        """Whatever waits has its day."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Say by when."))


class SnoozeForm(Form):
    """A later day."""

    until = DayField(_l("Until"))

    def validate_until(self, field: Any) -> None:
        """What is put off waits until a day to come."""
        if field.errors:
            return
        if field.data is None:
            raise ValidationError(_("Say until when."))
        if field.data <= current.today():
            raise ValidationError(_("Choose a day after today."))


class HandOverForm(Form):
    """Another owner."""

    owner = OwnerField(_l("Hand over to"))


class CloseForm(Form):
    """How it ended."""

    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST_TEXT)])


class AskForm(Form):
    """What a member needs from the network."""

    for_whom = SelectField(_l("For whom"), coerce=int)
    need = ChoiceField(_l("I need"), NEEDS)
    text = TextAreaField(_l("What about, and by when"), validators=[Length(max=LONGEST_TEXT)])

    def validate_text(self, field: Any) -> None:
        """Something else needs words."""
        if self.need.data is Need.OTHER and not field.data:
            raise ValidationError(_("Say what you need."))


class FilterForm(Form):
    """Which follow-ups to list."""

    class Meta(Form.Meta):
        """A filter changes nothing: its address can be passed on."""

        csrf = False

    whose = SelectField(_l("Whose"), validate_choice=False)
    due = ChoiceField(_l("Due"), DUE, none=_l("Any day"))
    kind = ChoiceField(_l("Kind"), KINDS, none=_l("Any kind"))
    state = ChoiceField(_l("State"), STATES, default=FollowUpState.OPEN)
    person = StringField()
    country = StringField()

    def owner_id(self) -> int | None:
        """The user whose follow-ups are asked for, where the choice is a user."""
        asked = self.whose.data or ""
        return int(asked) if asked.isascii() and asked.isdecimal() and int(asked[:12]) <= LARGEST_NUMBER else None

    def chosen_whose(self) -> Whose:
        """The choice where it is no user: mine and nobody's, unless told otherwise."""
        return Whose(self.whose.data) if self.whose.data in set(Whose) else Whose.MINE

    def chosen_state(self) -> FollowUpState:
        """The state asked for; open ones unless told otherwise."""
        state: FollowUpState = FollowUpState.OPEN if self.state.errors or not self.state.data else self.state.data
        return state


def _number(value: Any) -> int | None:
    return int(value) if value not in {None, ""} else None
