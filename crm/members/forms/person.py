"""The form for adding and editing a person, and for moving one to another stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.accounts.forms.fields import language_choices
from crm.accounts.models import User
from crm.countries.place import Place
from crm.members.addresses import normalise
from crm.members.drafts import MemberDraft
from crm.members.forms.words import GENDERS, STAGES
from crm.members.models import Member, Stage
from crm.web.fields import ChoiceField, CountryField, DayField
from crm.web.forms import Form
from crm.web.meanwhile import OpenedField

MOST_ADDRESSES = 20
LONGEST_TAG = 60


class PersonForm(Form):
    """What we keep of a person."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("Give a name.")), Length(max=300)])
    honorific = StringField(_l("Title"), validators=[Length(max=80)])
    salutation = StringField(_l("Addressed as"), validators=[Length(max=300)])
    sort_name = StringField(_l("Sorted as"), validators=[Length(max=300)])
    gender = SelectField(_l("Gender"), choices=[SelectChoice(value, label) for value, label in GENDERS.items()])
    language = SelectField(_l("Language of mail"), choices=language_choices())
    country = CountryField(_l("Country"), none=_l("No State"))
    territory = StringField(_l("Territory, where it is no State"), validators=[Length(max=120)])
    party = StringField(_l("Party"), validators=[Length(max=300)])
    emails = TextAreaField(_l("Email addresses"), validators=[Length(max=5_000)])
    phone = StringField(_l("Phone"), validators=[Length(max=80)])
    postal_address = TextAreaField(_l("Postal address"), validators=[Length(max=2_000)])
    postal_code = StringField(_l("Postal code"), validators=[Length(max=20)])
    postal_city = StringField(_l("City"), validators=[Length(max=120)])
    postal_region = StringField(_l("State or province"), validators=[Length(max=120)])
    tags = StringField(_l("Tags"), validators=[Length(max=1_000)])
    note = TextAreaField(_l("Note"), validators=[Length(max=20_000)])
    owner = SelectField(_l("Looked after by"), coerce=lambda value: int(value) if value else None)
    shielded = BooleanField(_l("Shielded: only coordinators and whoever looks after them see this person"))
    opened = OpenedField()

    def validate_emails(self, field: Any) -> None:
        """Every line must be one plain address."""
        lines = typed_addresses(field.data)
        wrong = [line for line in lines if normalise(line) is None]
        if wrong:
            raise ValidationError(_("This is not an address: %(text)s", text=wrong[0][:80]))
        if len(lines) > MOST_ADDRESSES:
            raise ValidationError(_("At most %(number)s addresses.", number=MOST_ADDRESSES))

    def validate_tags(self, field: Any) -> None:
        """A tag is a word or two."""
        if any(len(tag) > LONGEST_TAG for tag in typed_tags(field.data)):
            raise ValidationError(_("A tag is at most %(number)s letters long.", number=LONGEST_TAG))

    def offer(self, places: Sequence[Place], users: Sequence[User]) -> None:
        """Offer these countries, and these users to look after the person."""
        self.country.offer(places)
        self.owner.choices = [
            SelectChoice("", _l("Nobody")),
            *(SelectChoice(str(user.id), user.shown_name) for user in users),
        ]

    def draft(self) -> MemberDraft:
        """What was typed, to be kept."""
        return MemberDraft(
            name=self.name.data,
            honorific=self.honorific.data or "",
            salutation=self.salutation.data or "",
            sort_name=self.sort_name.data or "",
            gender=self.gender.data or "",
            language=self.language.data or "en",
            country_iso2=self.country.data,
            territory="" if self.country.data else self.territory.data or "",
            party=self.party.data or "",
            phone=self.phone.data or "",
            postal_address=self.postal_address.data or "",
            postal_code=self.postal_code.data or "",
            postal_city=self.postal_city.data or "",
            postal_region=self.postal_region.data or "",
            note=self.note.data or "",
            shielded=bool(self.shielded.data),
            owner_id=self.owner.data,
            emails=tuple(address for line in typed_addresses(self.emails.data) if (address := normalise(line))),
            tags=tuple(typed_tags(self.tags.data)),
        )


class NewPersonForm(PersonForm):
    """A person to be added, with the stage to begin in."""

    opened = None  # type: ignore[assignment]  # the library's way to leave a field out
    stage = ChoiceField(_l("Stage"), STAGES, default=Stage.PROSPECT)


class StageForm(Form):
    """Moving a person to another stage."""

    stage = ChoiceField(_l("Stage"), STAGES)
    since = DayField(_l("Since"), validators=[DataRequired(_l("Say since which day."))])
    reason = StringField(_l("Why"), validators=[Length(max=1_000)])


def form_data(member: Member, emails: Sequence[str], tags: Sequence[str]) -> dict[str, Any]:
    """What the form shows of a person."""
    names = (
        "name", "honorific", "salutation", "sort_name", "gender", "language", "territory", "party", "phone",
        "postal_address", "postal_code", "postal_city", "postal_region",
    )  # fmt: skip
    return {
        **{name: getattr(member, name) for name in names},
        "note": member.note,
        "shielded": member.shielded,
        "country": member.country_iso2 or "",
        "owner": member.owner_id or "",
        "emails": "\n".join(emails),
        "tags": ", ".join(tags),
    }


def typed_addresses(text: str | None) -> list[str]:
    """The addresses somebody typed, one a line or parted by commas."""
    return [part.strip() for part in (text or "").replace(",", "\n").replace(";", "\n").splitlines() if part.strip()]


def typed_tags(text: str | None) -> list[str]:
    """The tags somebody typed, parted by commas."""
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))
