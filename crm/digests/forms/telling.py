"""The form with which a reader tells what they did."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.actions.models import ActionKind
from crm.digests.content import is_mailable
from crm.web.fields import ChoiceField, PartialDateField
from crm.web.forms import Form

ACTION_KINDS = {
    ActionKind.QUESTION: _l("A question"),
    ActionKind.MOTION: _l("A motion"),
    ActionKind.COMMITTEE: _l("Committee work"),
    ActionKind.BILL: _l("A bill"),
    ActionKind.DEBATE: _l("A debate"),
    ActionKind.LETTER: _l("A letter"),
    ActionKind.MEETING: _l("A meeting"),
    ActionKind.OTHER: _l("Something else"),
}


class TellForm(Form):
    """What a reader did: kind, date, one line, link."""

    kind = ChoiceField(_l("What was it?"), ACTION_KINDS)
    on = PartialDateField(_l("When? (as far as you know)"))
    title = StringField(_l("In one line"), validators=[DataRequired(), Length(max=300)])
    link = StringField(_l("A link, if there is one"), validators=[Length(max=500)])

    def validate_link(self, field: StringField) -> None:
        """Take only a whole address of the web."""
        if field.data and not (is_mailable(field.data) and field.data.lower().startswith("http")):
            raise ValidationError(_l("Write a whole address that begins with https://."))
