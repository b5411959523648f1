"""The form that brings a year's votes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from crm.votes.services import Ballot
from crm.web import current
from crm.web.fields import DayField
from crm.web.forms import Form


class VotesForm(Form):
    """The votes on a resolution, pasted as lines."""

    resolution = StringField(_l("Resolution"), validators=[InputRequired(_l("Give its number.")), Length(max=60)])
    voted_on = DayField(_l("Voted on"), validators=[InputRequired(_l("Give the day."))])
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=2000)])
    lines = TextAreaField(_l("Votes: a State and its vote, one a line"), validators=[InputRequired(_l("Paste them."))])

    def validate_voted_on(self, field: Any) -> None:
        """A vote was on a day that has come."""
        if field.data and field.data > current.today():
            raise ValidationError(_("This day is to come."))

    def ballot(self) -> Ballot:
        """Give what was written of the resolution."""
        return Ballot(self.resolution.data, self.voted_on.data, self.source.data)
