"""The one form for what was said: the call, what they did, and what we owe."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.actions.models import ActionKind
from crm.members.forms.words import KINDS
from crm.members.models import InteractionKind
from crm.web import current
from crm.web.fields import ChoiceField, DayField, PartialDateField
from crm.web.forms import Form

ACTION_KINDS = {
    ActionKind.QUESTION: _l("Question"),
    ActionKind.MOTION: _l("Motion"),
    ActionKind.COMMITTEE: _l("Committee work"),
    ActionKind.BILL: _l("Bill"),
    ActionKind.DEBATE: _l("Debate"),
    ActionKind.LETTER: _l("Letter"),
    ActionKind.MEETING: _l("Meeting"),
    ActionKind.OTHER: _l("Something else"),
}


class CallForm(Form):
    """One save for a call; each tick asks for its own fields."""

    kind = ChoiceField(_l("How"), KINDS, default=InteractionKind.CALL)
    on = DayField(_l("When"), validators=[DataRequired(_l("Say on which day."))])
    text = TextAreaField(_l("What was said"), validators=[DataRequired(_l("Write a line.")), Length(max=20_000)])
    did = BooleanField(_l("They did something"))
    action_kind = ChoiceField(_l("What they did"), ACTION_KINDS, default=ActionKind.QUESTION)
    action_on = PartialDateField(_l("Date of it"))
    action_line = StringField(_l("In one line"), validators=[Length(max=300)])
    owe = BooleanField(_l("We owe something"))
    owe_what = StringField(_l("What we owe"), validators=[Length(max=1_000)])
    owe_by = DayField(_l("By when"))

    def validate_on(self, field: Any) -> None:
        """Nothing was said yet on a day that is still to come."""
        if field.data is not None and field.data > current.today():
            raise ValidationError(_("This day is still to come. Note the call when it was held."))

    def validate_action_on(self, field: Any) -> None:
        """What they did is done."""
        if self.did.data and field.data is not None and field.data.earliest > current.today():
            raise ValidationError(_("This day is still to come. Say when they did it, or log it as planned."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and those of each tick that is set."""
        fine = bool(super().validate(extra_validators))
        needed: list[tuple[Any, Any]] = []
        if self.did.data:
            needed.append((self.action_line, _l("Say in one line what they did.")))
        if self.owe.data:
            needed += [(self.owe_what, _l("Say what we owe.")), (self.owe_by, _l("Say by when."))]
        for field, words in needed:
            if not field.data and not field.errors:
                field.errors = [words]
                fine = False
        return fine
