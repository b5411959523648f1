"""The forms with which staff write a digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from crm.digests.kinds import Template
from crm.digests.scope import Scope
from crm.members.audience import STATUS_WORDS, Filter
from crm.members.models import SavedView
from crm.web.fields import ChoiceField, CountryField, DayField
from crm.web.forms import Form

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")


LONGEST_NUMBER = 10
EVERYBODY = "friends"
"""Stands for all friends, or all whom a digest goes to, among the views on offer."""


TEMPLATES = {
    Template.REGULAR: _l("Regular: what is new"),
    Template.MEETING: _l("Before a meeting: where things stand, three asks, who goes, the numbers"),
    Template.EMERGENCY: _l("Emergency: a State may leave"),
}


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

    view = SelectField(_l("For whom"), default="")
    statuses = TicksField(_l("Only where the country's status is"))
    regions = TicksField(_l("Only in"), choices=[SelectChoice(region, region) for region in REGIONS])
    languages = TicksField(_l("Only those who read"))

    def offer(self, languages: Mapping[str, str]) -> None:
        """Offer these languages, and the words for a country's status."""
        self.statuses.choices = [SelectChoice(word, said) for word, said in STATUS_WORDS.items()]
        self.languages.choices = [SelectChoice(code, name) for code, name in languages.items()]

    def offer_audiences(self, audience: str, everybody: str, views: Iterable[SavedView]) -> None:
        """Offer what the audience is now, everybody, and saved views, which say all that a filter over people can."""
        kept = [SelectChoice("", audience), SelectChoice(EVERYBODY, everybody)]
        self.view.choices = [*kept, *(SelectChoice(f"view:{view.name}", view.name) for view in views)]

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
    view = SelectField(_l("For whom"), default="")
    template = ChoiceField(_l("Template"), TEMPLATES, default=Template.REGULAR)
    meeting = SelectField(_l("Meeting"), default="")
    country = CountryField(_l("Country that may leave"))

    def offer(self, languages: Mapping[str, str], views: Iterable[SavedView], meetings: Mapping[str, str]) -> None:
        """Offer these languages, saved views and meetings."""
        self.meeting.choices = [SelectChoice("", _l("None")), *(SelectChoice(key, it) for key, it in meetings.items())]
        self.language.choices = [SelectChoice(code, name) for code, name in languages.items()]
        self.also_in.choices = [SelectChoice(code, name) for code, name in languages.items()]
        saved = [SelectChoice(str(view.id), view.name) for view in views]
        self.view.choices = [SelectChoice("", _l("All friends")), *saved]


class DigestForm(AudienceForm):
    """A digest's title, preheader and audience."""

    title = StringField(_l("Title (the subject of the mail)"), validators=[DataRequired(), Length(max=200)])
    preheader = StringField(_l("Preheader (the first words, 40 to 100 characters)"), validators=[Length(max=200)])
    but_not = TicksField(_l("But not"))

    def offer_views(self, audience: str, views: Iterable[SavedView], excluded: Iterable[str]) -> None:
        """Offer saved views as audience and as exclusions; `audience` says what it is now."""
        offered = list(views)
        names = [view.name for view in offered]
        self.offer_audiences(audience, _l("All friends"), offered)
        self.but_not.choices = [SelectChoice(name, name) for name in dict.fromkeys((*names, *excluded))]


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


class QuietForm(Form):
    """Days on which nobody is written to."""

    first_on = DayField(_l("From"), validators=[InputRequired(_l("Say from when."))])
    last_on = DayField(_l("To (the last quiet day)"), validators=[InputRequired(_l("Say until when."))])
    country = CountryField(_l("Where"), none=_l("Everywhere"))
    reason = StringField(_l("Why (recess, election, …)"), validators=[Length(max=200)])


class SendForm(Form):
    """The button that sends: what was before the eyes of whoever presses it, and in which morning it goes."""

    morning_on = DayField(_l("In each reader's morning of (empty: at once)"))

    content_hash = HiddenField()
    recipients = HiddenField()
