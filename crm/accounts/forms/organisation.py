"""The form of the organisation's settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField, URLField
from wtforms.validators import URL, DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from crm.accounts.forms.fields import LONGEST_NAME, OptionalEmailField, language_choices
from crm.accounts.services.organisation import OrganisationDraft
from crm.web.forms import Form

CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_choices() -> list[SelectChoice]:
    """Give the world's time zones as choices, UTC first."""
    return [SelectChoice(zone, zone.replace("_", " ")) for zone in ("UTC", *_zones())]


@cache
def _zones() -> Sequence[str]:
    """The zones that are named after a place: to find them means to read a folder of files."""
    return sorted(zone for zone in available_timezones() if zone.partition("/")[0] in CONTINENTS)


class OrganisationForm(Form):
    """What readers see of us."""

    name = StringField(
        _l("Name of the organisation"), validators=[DataRequired(_l("Give the name.")), Length(max=LONGEST_NAME)]
    )
    web_page = URLField(
        _l("Web page"),
        validators=[Optional(), Length(max=300), URL(message=_l("Give the whole address, with https://."))],
    )
    postal_address = TextAreaField(_l("Postal address"), validators=[Length(max=1000)])
    sender_name = StringField(_l("Sender's name"), validators=[Length(max=LONGEST_NAME)])
    reply_box = OptionalEmailField(_l("Address for replies"))
    languages = SelectMultipleField(
        _l("Languages"),
        choices=language_choices,
        validators=[DataRequired(_l("Choose at least one language."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    time_zone = SelectField(_l("Time zone"), choices=zone_choices)
    public_pages = BooleanField(_l("Open the facts to everybody"))
    public_archive = BooleanField(_l("Open the archive of digests to everybody"))
    second_person = BooleanField(_l("A second person approves every digest"))

    def draft(self) -> OrganisationDraft:
        """Give what was typed."""
        return OrganisationDraft(
            name=self.name.data or "",
            web_page=self.web_page.data or "",
            postal_address=self.postal_address.data or "",
            sender_name=self.sender_name.data or "",
            reply_box=self.reply_box.data or "",
            languages=self.languages.data or ["en"],
            time_zone=self.time_zone.data or "UTC",
            public_pages=self.public_pages.data,
            public_archive=self.public_archive.data,
            second_person=self.second_person.data,
        )
