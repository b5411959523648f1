"""What somebody fills in who wants to join."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.accounts.forms.fields import RequiredEmailField, language_choices
from crm.countries.place import Place
from crm.joining.services import Wish
from crm.joining.spam import was_opened_by_a_person
from crm.web import current
from crm.web.fields import CountryField
from crm.web.forms import Form

MOST_LINKS = 2
LONGEST_WHY = 2_000


def consent_wording() -> str:
    """What somebody agrees to who joins, in the language of the page."""
    return str(
        _(
            "I want to be a parliamentary friend of the Convention on Cluster Munitions and to get its update "
            "by mail. I can end this with one click at any time."
        )
    )


class JoinForm(Form):
    """What we ask of somebody who wants to join; `website` is for machines, and nobody sees it."""

    name = StringField(_l("Your name"), validators=[DataRequired(_l("Give your name.")), Length(max=300)])
    country = CountryField(_l("Your country"), none=_l("Choose …"))
    parliament = StringField(
        _l("Your parliament and chamber"),
        validators=[DataRequired(_l("Say in which parliament you sit, or for whom you work there.")), Length(max=300)],
    )
    email = RequiredEmailField(_l("Your address"))
    language = SelectField(_l("Language of our mail"))
    why = TextAreaField(_l("Why do you want to join?"), validators=[Length(max=LONGEST_WHY)])
    agreed = BooleanField("", validators=[DataRequired(_l("Tick this, or we may not write to you."))])
    website = StringField(_l("Leave this empty"))
    opened = HiddenField()
    letter = HiddenField()

    def validate_why(self, field: Any) -> None:
        """A reason needs no list of links."""
        if (field.data or "").lower().count("http") > MOST_LINKS:
            raise ValidationError(_("Please leave the links out: we ask you for them later."))

    def validate_opened(self, field: Any) -> None:
        """The form was opened by us, and read."""
        key, now = current.settings().secret_key, current.now()
        if not was_opened_by_a_person(key, field.data or "", now):
            raise ValidationError(
                _("That was too quick, or the page was open for too long. Please press the button again.")
            )

    def offer(self, places: Iterable[Place], languages: Iterable[str]) -> None:
        """Offer these countries, and the languages the organisation writes in."""
        self.country.offer(places)
        self.language.choices = language_choices(tuple(languages))
        self.agreed.label.text = consent_wording()

    @property
    def is_of_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.website.data)

    def wish(self) -> Wish:
        """Give what was filled in."""
        return Wish(
            name=self.name.data,
            email=self.email.data,
            parliament=self.parliament.data,
            country_iso2=self.country.data,
            language=self.language.data,
            why=self.why.data or "",
            wording=consent_wording(),
        )
