"""The forms with which staff keep the facts: each fact with its day and its source."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from crm.treaties.acts import TreatyActionKind
from crm.treaties.positions import PositionTopic, topic_word, value_word
from crm.treaties.rules import EntryIntoForce, Withdrawal
from crm.treaties.services.adding import TreatyDraft
from crm.treaties.wording import act_word
from crm.web import current
from crm.web.fields import ChoiceField, CountryField, DayField
from crm.web.forms import Form

LONGEST = 2000
KEY = r"[a-z][a-z0-9-]{1,19}$"
ENTRY_WORDS = {
    EntryIntoForce.SIXTH_MONTH: _l("on the first day of the sixth month after the month of deposit"),
    EntryIntoForce.NINETY_DAYS: _l("90 days after deposit"),
}
WITHDRAWAL_WORDS = {
    Withdrawal.SIX_MONTHS: _l("6 months"),
    Withdrawal.NINETY_DAYS: _l("90 days"),
    Withdrawal.TWELVE_MONTHS: _l("12 months"),
}
TAKEN = frozenset({"actions", "new", "positions"})
"""What stands beside treaties under /treaties/."""
VALUES = ("yes", "no", "formerly", "unclear", "cleared")


class LookForm(Form):
    """That somebody looked and found nothing new."""

    on = DayField(_l("I looked on"), validators=[InputRequired()])
    source = StringField(_l("Where (a link)"), validators=[InputRequired(), Length(max=LONGEST)])


class DepositaryForm(Form):
    """The depositary's file."""

    file = FileField(_l("XML file"), validators=[FileRequired(_l("Choose a file."))])


class ConfirmForm(Form):
    """From when a confirmed file is, and what is named as its source."""

    fetched_on = DayField(_l("Fetched on"), validators=[InputRequired()])
    source = StringField(_l("Source"), validators=[InputRequired(), Length(max=LONGEST)])

    def validate_fetched_on(self, field: Any) -> None:
        """Nobody fetched a file on a day to come."""
        if field.data is not None and field.data > current.today():
            raise ValidationError(_l("This day is to come."))


class TreatyForm(Form):
    """A treaty and its rules."""

    key = StringField(
        _l("Short key, as it stands in addresses"),
        validators=[
            InputRequired(),
            Regexp(KEY, message=_l("Small letters and digits, as in att.")),
        ],
    )
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=200)])
    short_name = StringField(_l("Short name"), validators=[InputRequired(), Length(max=80)])
    mtdsg_no = StringField(
        _l("Number in the UN Treaty Collection"),
        validators=[InputRequired(), Regexp(r"[IVXLC]+-\d+(-[a-z])?$", message=_l("As in XXVI-8."))],
    )
    adopted_on = DayField(_l("Adopted on"), validators=[InputRequired()])
    opened_on = DayField(_l("Open for signature from"), validators=[InputRequired()])
    signature_closes_on = DayField(_l("Signature closed on (empty: stays open)"))
    triggered_on = DayField(_l("Deposit that triggered entry into force"), validators=[InputRequired()])
    in_force_on = DayField(_l("In force from"), validators=[InputRequired()])
    entry_into_force_rule = ChoiceField(
        _l("For a later State in force"),
        ENTRY_WORDS,
    )
    withdrawal_rule = ChoiceField(
        _l("Withdrawal expected after"),
        WITHDRAWAL_WORDS,
    )
    source = StringField(_l("Source (a link)"), validators=[InputRequired(), Length(max=LONGEST)])

    def validate_key(self, field: Any) -> None:
        """No treaty has the address of another page."""
        if field.data in TAKEN:
            raise ValidationError(_("This word is an address already: choose another key."))

    def validate_opened_on(self, field: Any) -> None:
        """A treaty is open for signature once it is adopted."""
        _follows(field, self.adopted_on)

    def validate_signature_closes_on(self, field: Any) -> None:
        """Signature closes after it was open."""
        _follows(field, self.opened_on)

    def validate_triggered_on(self, field: Any) -> None:
        """Nobody deposits before signature is open."""
        _follows(field, self.opened_on)

    def validate_in_force_on(self, field: Any) -> None:
        """A treaty comes into force after the deposit that triggers it."""
        _follows(field, self.triggered_on)

    def draft(self, key: str) -> TreatyDraft:
        """Give what was written, of the treaty with this key."""
        written = {name: field.data for name, field in self._fields.items() if name not in {"csrf_token", "key"}}
        return TreatyDraft(key=key, **written)


def _follows(field: Any, earlier: Any) -> None:
    if field.data and earlier.data and field.data < earlier.data:
        raise ValidationError(_("This is before the day of “%(label)s”.", label=earlier.label.text))


class TreatyActionForm(Form):
    """What a State did about a treaty."""

    country = CountryField(_l("Country"), validators=[InputRequired()], none=_l("Choose a country"))
    kind = ChoiceField(_l("Treaty action"), {kind: act_word(kind) for kind in TreatyActionKind})
    on = DayField(_l("Day"), validators=[InputRequired()])
    source = StringField(_l("Source (a link)"), validators=[InputRequired(), Length(max=LONGEST)])
    in_force_on = DayField(_l("In force for it from; of a withdrawal, in effect from"))
    embargo_until = DayField(_l("Say nothing before"))
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST)])


class PositionForm(Form):
    """What a State's position is today."""

    value = SelectField(_l("Today it is"), choices=[SelectChoice(value, value_word(value)) for value in VALUES])
    source = StringField(_l("By which source (a link)"), validators=[InputRequired(), Length(max=LONGEST)])

    def offer(self, held: str) -> None:
        """Offer what is held too: a phrase of the source can be confirmed as it stands."""
        if held not in VALUES:
            self.value.choices = [SelectChoice(held, held), *self.value.choices]


class NewPositionForm(Form):
    """A position that somebody found."""

    topic = ChoiceField(_l("About"), {topic: topic_word(topic) for topic in PositionTopic})
    value = SelectField(_l("Today it is"), choices=[SelectChoice(value, value_word(value)) for value in VALUES])
    edition = StringField(_l("Edition, as the source names it"), validators=[InputRequired(), Length(max=120)])
    source = StringField(_l("Source (a link)"), validators=[InputRequired(), Length(max=LONGEST)])
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST)])


class AskForm(Form):
    """The coordinator's own words for what to ask."""

    text = TextAreaField(_l("Ask"), validators=[Length(max=LONGEST)])
    until = DayField(_l("Until"))

    def validate_until(self, field: Any) -> None:
        """A text holds until a day that is not over; without a text there is nothing to hold."""
        if not (self.text.data or "").strip():
            return
        if field.data is None:
            raise ValidationError(_l("Say until when it holds."))
        if field.data < current.today():
            raise ValidationError(_l("This day has passed."))
