"""The form for a fact about a duty."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from crm.duties.state import NEEDS_UNTIL, Duty, Fact, FactKind, kinds_of
from crm.duties.wording import duty_word, fact_word
from crm.web import current
from crm.web.fields import ChoiceField, DayField, NumberField
from crm.web.forms import Form

LONGEST = 2000


class DutyForm(Form):
    """What a source says of a duty."""

    duty = ChoiceField(_l("Duty"), {duty: duty_word(duty) for duty in Duty})
    kind = ChoiceField(_l("What the source says"), {kind: fact_word(kind) for kind in FactKind})
    on = DayField(_l("As of"), validators=[InputRequired(_l("Say of which day it is."))])
    until = DayField(_l("Due, or extended to"))
    year = NumberField(_l("Year of the report"))
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=LONGEST)])
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST)])

    def validate_kind(self, field: Any) -> None:
        """What is said must fit the duty."""
        if field.data and self.duty.data and field.data not in kinds_of(self.duty.data):
            fitting = ", ".join(fact_word(kind, current.language()) for kind in kinds_of(self.duty.data))
            raise ValidationError(_("Of this duty it can be said: %(words)s.", words=fitting))

    def validate_on(self, field: Any) -> None:
        """A fact is of a day that has come."""
        if field.data and field.data > current.today():
            raise ValidationError(_("This day is to come."))

    def validate_until(self, field: Any) -> None:
        """An extension goes to a day."""
        if self.kind.data in NEEDS_UNTIL and field.data is None:
            raise ValidationError(_("Say to which day it was extended."))

    def validate_year(self, field: Any) -> None:
        """A yearly report is of a year."""
        if self.duty.data is Duty.YEARLY_REPORT and field.data is None:
            raise ValidationError(_("Say of which year the report is due."))

    def fact(self) -> Fact:
        """Give what was written."""
        return Fact(self.duty.data, self.kind.data, self.on.data, self.until.data, self.year.data)
