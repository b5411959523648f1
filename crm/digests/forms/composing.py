"""The forms with which staff write a digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from crm.members.audience import STATUS_WORDS, Filter
from crm.members.models import SavedView
from crm.web.forms import Form

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")


class TicksField(SelectMultipleField):
    """Several choices, each a box to tick; none ticked limits nothing."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AudienceForm(Form):
    """Who something is for: none ticked means everybody."""

    statuses = TicksField(_l("Only where the country's status is"))
    regions = TicksField(_l("Only in"), choices=[SelectChoice(region, region) for region in REGIONS])
    languages = TicksField(_l("Only those who read"))

    def offer(self, languages: Mapping[str, str]) -> None:
        """Offer these languages, and the words for a country's status."""
        self.statuses.choices = [SelectChoice(word, said) for word, said in STATUS_WORDS.items()]
        self.languages.choices = [SelectChoice(code, name) for code, name in languages.items()]

    def show(self, stored: Mapping[str, Any]) -> None:
        """Tick what a stored audience says."""
        meant = Filter.from_json(stored)
        self.statuses.data, self.regions.data, self.languages.data = (
            list(meant.statuses),
            list(meant.regions),
            list(meant.languages),
        )

    def narrowed(self, meant: Filter) -> Filter:
        """The audience with what is ticked, and all else as it was."""
        return replace(
            meant,
            statuses=tuple(self.statuses.data or ()),
            regions=tuple(self.regions.data or ()),
            languages=tuple(self.languages.data or ()),
        )


class NewDigestForm(Form):
    """What can be said of a digest before it is filled."""

    title = StringField(_l("Title"), validators=[Length(max=200)])
    intro = TextAreaField(_l("Opening words"), validators=[Length(max=20_000)])
    language = SelectField(_l("Language"))
    view = SelectField(_l("For whom"))

    def offer(self, languages: Mapping[str, str], views: Iterable[SavedView]) -> None:
        """Offer these languages and saved views."""
        self.language.choices = [SelectChoice(code, name) for code, name in languages.items()]
        saved = [SelectChoice(str(view.id), view.name) for view in views]
        self.view.choices = [SelectChoice("", _l("All friends")), *saved]


class DigestForm(AudienceForm):
    """A digest's title, preheader and audience."""

    title = StringField(_l("Title (the subject of the mail)"), validators=[DataRequired(), Length(max=200)])
    preheader = StringField(_l("Preheader (the first words, 40 to 100 characters)"), validators=[Length(max=200)])


class BlockForm(AudienceForm):
    """A block's heading, text and audience."""

    heading = StringField(_l("Heading"), validators=[Length(max=200)])
    text = TextAreaField(_l("Text"), validators=[Length(max=20_000)])


class SendForm(Form):
    """The button that sends: what was before the eyes of whoever presses it."""

    content_hash = HiddenField()
    recipients = HiddenField()
