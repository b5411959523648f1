"""The forms with which staff write a digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from crm.digests.scope import Scope
from crm.members.audience import STATUS_WORDS, Filter
from crm.members.models import SavedView
from crm.web.forms import Form

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")


LONGEST_NUMBER = 10


class TicksField(SelectMultipleField):
    """Several choices, each a box to tick; none ticked limits nothing."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Versioned(Form):
    """A form that knows which version of the words it was opened with; without one it is taken for the oldest."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that was opened."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else 0


class AudienceForm(Versioned):
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
    language = SelectField(_l("Written in"))
    also_in = TicksField(_l("With versions in"))
    view = SelectField(_l("For whom"))

    def offer(self, languages: Mapping[str, str], views: Iterable[SavedView]) -> None:
        """Offer these languages and saved views."""
        self.language.choices = [SelectChoice(code, name) for code, name in languages.items()]
        self.also_in.choices = [SelectChoice(code, name) for code, name in languages.items()]
        saved = [SelectChoice(str(view.id), view.name) for view in views]
        self.view.choices = [SelectChoice("", _l("All friends")), *saved]


class DigestForm(AudienceForm):
    """A digest's title, preheader and audience."""

    title = StringField(_l("Title (the subject of the mail)"), validators=[DataRequired(), Length(max=200)])
    preheader = StringField(_l("Preheader (the first words, 40 to 100 characters)"), validators=[Length(max=200)])


class BlockForm(AudienceForm):
    """A block's heading, text and audience, and which actions it collects."""

    heading = StringField(_l("Heading"), validators=[Length(max=200)])
    text = TextAreaField(_l("Text"), validators=[Length(max=20_000)])
    scope_regions = TicksField(_l("Only actions in"), choices=[SelectChoice(region, region) for region in REGIONS])
    scope_aims = TicksField(_l("Only actions about"))

    def offer_aims(self, aims: Mapping[str, str]) -> None:
        """Offer these steps for actions to be about."""
        self.scope_aims.choices = [SelectChoice(aim, words) for aim, words in aims.items()]

    def show_scope(self, scope: Scope) -> None:
        """Tick what a block collects."""
        self.scope_regions.data, self.scope_aims.data = list(scope.regions), list(scope.aims)

    @property
    def scope(self) -> Scope:
        """What is ticked."""
        return Scope(tuple(self.scope_regions.data or ()), tuple(self.scope_aims.data or ()))


class AddBlockForm(Form):
    """Which kind of block to add."""

    kind = SelectField(_l("Kind of block"))

    def offer(self, kinds: Mapping[str, str]) -> None:
        """Offer these kinds."""
        self.kind.choices = [SelectChoice(kind, words) for kind, words in kinds.items()]


class LanguagesForm(Form):
    """In which other languages a digest has versions."""

    also_in = TicksField(_l("Versions in other languages"))

    def offer(self, languages: Mapping[str, str]) -> None:
        """Offer these languages."""
        self.also_in.choices = [SelectChoice(code, name) for code, name in languages.items()]


class TitlesForm(Versioned):
    """A digest's title and preheader in another language."""

    title = StringField(_l("Title"), validators=[Length(max=200)])
    preheader = StringField(_l("Preheader"), validators=[Length(max=200)])


class BlockTextForm(Versioned):
    """A block's heading and text in another language."""

    heading = StringField(_l("Heading"), validators=[Length(max=200)])
    text = TextAreaField(_l("Text"), validators=[Length(max=20_000)])


class SendForm(Form):
    """The button that sends: what was before the eyes of whoever presses it."""

    content_hash = HiddenField()
    recipients = HiddenField()
