"""The forms on the page behind the link in a mail: what somebody gets, and at which address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from crm.accounts.forms.fields import RequiredEmailField, language_choices
from crm.preferences.frequency import Frequency, frequency_words
from crm.preferences.queries import Choices
from crm.preferences.topics import Topic, topic_words
from crm.web import current
from crm.web.fields import DayField
from crm.web.forms import Form

LONGEST_PAUSE = timedelta(days=366)


class ChoicesForm(Form):
    """Which topics, how often, until when none, in which language."""

    class Meta(Form.Meta):
        """Whoever holds the link has no cookie that a token could be bound to."""

        csrf = False

    topics = SelectMultipleField(
        _l("What you get"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    frequency = SelectField(_l("How often"))
    paused_until = DayField(_l("A pause: no mail until"))
    language = SelectField(_l("Language"))

    def offer(self, language: str, languages: Sequence[str]) -> None:
        """Offer everything in the reader's words, and these languages."""
        self.topics.choices = [SelectChoice(topic.value, words) for topic, words in topic_words(language).items()]
        self.frequency.choices = [SelectChoice(one.value, words) for one, words in frequency_words(language).items()]
        self.language.choices = language_choices(languages)

    def validate_paused_until(self, field: Any) -> None:
        """Take a day from tomorrow on, within a year: who wants none for ever stops the mail."""
        if field.data is not None and not current.today() < field.data <= current.today() + LONGEST_PAUSE:
            raise ValidationError(_l("Choose a day from tomorrow on, within a year."))

    @property
    def choices(self) -> Choices:
        """What was chosen."""
        return Choices(
            topics=frozenset(Topic(topic) for topic in self.topics.data or ()),
            frequency=Frequency(self.frequency.data),
            paused_until=self.paused_until.data,
            language=self.language.data,
        )


class NewAddressForm(Form):
    """Where mail shall go from now on."""

    class Meta(Form.Meta):
        """Whoever holds the link has no cookie that a token could be bound to."""

        csrf = False

    email = RequiredEmailField(_l("New address"))


def form_data(choices: Choices, today: date) -> dict[str, Any]:
    """Fill the form with what somebody chose; a pause that is over is none."""
    ahead = choices.paused_until is not None and choices.paused_until > today
    return {
        "topics": [topic.value for topic in Topic if topic in choices.topics],
        "frequency": choices.frequency.value,
        "paused_until": choices.paused_until if ahead else None,
        "language": choices.language,
    }
