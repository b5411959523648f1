"""The form of a batch of letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from crm.letters.kinds import Channel
from crm.letters.models import LetterTemplate, SenderProfile
from crm.letters.services.batching import BatchDraft
from crm.letters.words import channel_words
from crm.members.models import SavedView
from crm.web import current
from crm.web.fields import DayField, NumberField
from crm.web.forms import Form

MOST_DAYS = 3_650
_DAYS = NumberRange(0, MOST_DAYS, _l("Write a number from %(min)s to %(max)s."))


class BatchForm(Form):
    """Which letter, to whom, on which day, and how it goes."""

    name = StringField(_l("Name of this batch"), validators=[DataRequired(_l("Give it a name.")), Length(max=200)])
    template = SelectField(_l("Letter"), coerce=int)
    view = SelectField(_l("To whom"))
    dated_on = DayField(_l("Dated"), validators=[InputRequired(_l("Give the day of the letter."))])
    channel = SelectField(
        _l("How they go"),
        choices=lambda: [SelectChoice(one.value, word) for one, word in channel_words(current.language()).items()],
        coerce=Channel,
    )
    not_within_days = NumberField(
        _l("Not to people invited in the last … days"),
        validators=[InputRequired(_l("Write a number, 0 for everybody.")), _DAYS],
    )
    follow_up_days = NumberField(
        _l("A follow-up after … days without an answer"),
        validators=[InputRequired(_l("Write a number, 0 for none.")), _DAYS],
    )
    sender = SelectField(_l("Sender"), coerce=lambda value: int(value) if value else None)
    enclosures = SelectMultipleField(
        _l("Enclosures"), coerce=str, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    attach = RadioField(
        _l("In mails, the letter and the enclosures go"),
        choices=[SelectChoice("", _l("as links")), SelectChoice("1", _l("as attachments"))],
        coerce=bool,
        default=False,
    )

    opened_on: date | None = None

    def offer(
        self,
        templates: Sequence[LetterTemplate],
        senders: Sequence[SenderProfile],
        views: Sequence[SavedView],
        documents: Mapping[str, str],
        meant: str,
    ) -> None:
        """Offer these letters, senders, views and documents; `meant` says whom the batch is for as it is."""
        self.template.choices = [SelectChoice(str(one.id), one.name) for one in templates]
        self.sender.choices = [
            SelectChoice("", _l("by the country of each person")),
            *(SelectChoice(str(one.id), one.name) for one in senders),
        ]
        self.view.choices = [SelectChoice("", meant), *(SelectChoice(str(view.id), view.name) for view in views)]
        self.enclosures.choices = [SelectChoice(key, title) for key, title in documents.items()]

    def validate_dated_on(self, field: Any) -> None:
        """No letter speaks of a time before anybody could sign."""
        if self.opened_on and field.data and field.data < self.opened_on:
            raise ValidationError(_("The Convention was not open for signature yet."))

    def draft(self, audience: Mapping[str, Any], only: Sequence[int]) -> BatchDraft:
        """Give what was written, for these people."""
        return BatchDraft(
            name=self.name.data,
            template_id=self.template.data,
            dated_on=self.dated_on.data,
            channel=self.channel.data,
            audience=audience,
            only=tuple(only),
            not_within_days=self.not_within_days.data or 0,
            follow_up_days=self.follow_up_days.data or 0,
            sender_id=self.sender.data,
            enclosures=tuple(self.enclosures.data or ()),
            attach=bool(self.attach.data),
        )
