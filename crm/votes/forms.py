"""The form that brings a year's votes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from crm.votes.services import Ballot
from crm.web import current
from crm.web.fields import DayField
from crm.web.forms import Form

LARGEST = 200_000
"""Bytes; 197 lines of a name and a vote have some five thousand."""


class VotesForm(Form):
    """The votes on a resolution, as a file or pasted as lines."""

    resolution = StringField(_l("Resolution"), validators=[InputRequired(_l("Give its number.")), Length(max=60)])
    voted_on = DayField(_l("Voted on"), validators=[InputRequired(_l("Give the day."))])
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=2000)])
    file = FileField(_l("CSV file"))
    lines = TextAreaField(_l("Or paste the votes: a State and its vote, one a line"))

    def validate_file(self, field: Any) -> None:
        """Put the lines of a file where lines are pasted: there one that is not understood can be corrected."""
        content = field.data.stream.read(LARGEST + 1) if field.data else b""
        if len(content) > LARGEST:
            raise ValidationError(_("This file is too large to be a year's votes."))
        if not content:
            return
        try:
            self.lines.data = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("This is no text in UTF-8: save it as CSV (UTF-8).")) from None

    def validate_lines(self, field: Any) -> None:
        """There is something to keep."""
        if not (field.data or "").strip() and not self.file.errors:
            raise ValidationError(_("Choose a file or paste the votes."))

    def validate_voted_on(self, field: Any) -> None:
        """A vote was on a day that has come."""
        if field.data and field.data > current.today():
            raise ValidationError(_("This day is to come."))

    def ballot(self) -> Ballot:
        """Give what was written of the resolution."""
        return Ballot(self.resolution.data, self.voted_on.data, self.source.data)
