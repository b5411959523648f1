"""The forms about meetings."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from crm.actions.forms.parts import PersonField
from crm.meetings.models import DelegateState
from crm.meetings.services import MeetingDraft
from crm.meetings.words import kind_words, meeting_word, sureness_words
from crm.web import current
from crm.web.fields import ChoiceField, CountryField, DayField, PartialDateField
from crm.web.forms import Form

LONGEST = 2000


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(key, word) for key, word in words.items()]


class MeetingForm(Form):
    """A meeting of a treaty."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Give the name.")), Length(max=200)])
    treaty_key = SelectField(_l("Treaty"))
    kind = SelectField(_l("Kind"), choices=lambda: _choices(dict(kind_words(current.language()))))
    starts = PartialDateField(_l("Begins"), validators=[InputRequired(_l("Say when, as far as it is known."))])
    ends = PartialDateField(_l("Ends"))
    place = StringField(_l("Place"), validators=[Length(max=120)])
    country = CountryField(_l("Country"))
    verified = SelectField(_l("How sure"), choices=lambda: _choices(dict(sureness_words(current.language()))))
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=LONGEST)])
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST)])

    def validate_ends(self, field: Any) -> None:
        """No meeting ends before it begins."""
        if field.data and self.starts.data and field.data.latest < self.starts.data.earliest:
            raise ValidationError(_("It cannot end before it begins."))

    def draft(self) -> MeetingDraft:
        """Give what was written."""
        return MeetingDraft(
            treaty_key=self.treaty_key.data,
            kind=self.kind.data,
            name=self.name.data,
            starts=self.starts.data,
            ends=self.ends.data,
            place=self.place.data or "",
            country_iso2=self.country.data,
            verified=self.verified.data,
            source=self.source.data,
            note=self.note.data or "",
        )


class RegisteredForm(Form):
    """The list of Governments that are registered, as somebody found it."""

    names = TextAreaField(_l("Registered Governments, one a line"), validators=[InputRequired(_l("Paste the list."))])
    seen_on = DayField(_l("Seen on"), validators=[InputRequired(_l("Say when you saw it."))])
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=LONGEST)])


class DelegateForm(Form):
    """One of our people at the meeting."""

    person = PersonField(_l("Who"), validators=[InputRequired(_l("Say who."))])
    state = ChoiceField(_l("Does he or she come"), {state: meeting_word(state) for state in DelegateState})
    spoke = BooleanField(_l("Spoke there"))
    note = StringField(_l("Note"), validators=[Length(max=500)])
