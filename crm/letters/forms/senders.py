"""The form of a sender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectChoice, SelectMultipleField, StringField, TextAreaField, URLField
from wtforms.validators import URL, DataRequired, Length, Optional, ValidationError

from crm.accounts.forms.fields import OptionalEmailField
from crm.countries.place import Place
from crm.letters.picture import MOST_BYTES, BadPictureError, mimetype_of
from crm.letters.services.senders import Picture, SenderDraft
from crm.web.fields import CountryField
from crm.web.forms import Form


class SenderForm(Form):
    """In whose name letters go."""

    name = StringField(
        _l("Name of this sender, for us"), validators=[DataRequired(_l("Give a name.")), Length(max=120)]
    )
    organisation = StringField(
        _l("Organisation"), validators=[DataRequired(_l("Name the organisation.")), Length(max=200)]
    )
    signatory = StringField(_l("Who signs"), validators=[DataRequired(_l("Say who signs.")), Length(max=200)])
    signatory_title = StringField(_l("Title of who signs"), validators=[Length(max=200)])
    letterhead = TextAreaField(_l("Lines of the letterhead"), validators=[Length(max=1_000)])
    picture = FileField(_l("Picture on the letterhead (PNG or JPEG)"))
    postal_address = TextAreaField(_l("Postal address"), validators=[Length(max=1_000)])
    country = CountryField(_l("Country from which letters are posted"), none=_l("Not said"))
    reply_email = OptionalEmailField(_l("Address for replies"))
    web_page = URLField(
        _l("Web page"),
        validators=[Optional(), Length(max=300), URL(message=_l("Give the whole address, with https://."))],
    )
    countries = SelectMultipleField(_l("Signs letters to these countries"))
    is_default = BooleanField(_l("Signs wherever no other sender does"))

    read: Picture | None = None

    def offer(self, places: Sequence[Place]) -> None:
        """Offer the countries."""
        self.country.offer(places)
        self.countries.choices = [SelectChoice(place.iso2, place.name) for place in places]

    def validate_picture(self, field: Any) -> None:
        """Take PNG and JPEG only, and not too large."""
        content = field.data.read() if field.data and getattr(field.data, "filename", "") else b""
        if not content:
            return
        try:
            self.read = Picture(mimetype_of(content), content)
        except BadPictureError:
            message = _("Choose a PNG or JPEG of at most %(size)s KB and 3000 dots a side.", size=MOST_BYTES // 1000)
            raise ValidationError(message) from None

    def draft(self) -> SenderDraft:
        """Give what was written."""
        texts = ("name", "organisation", "signatory", "signatory_title", "letterhead", "postal_address", "web_page")
        return SenderDraft(
            **{name: getattr(self, name).data or "" for name in texts},
            country_iso2=self.country.data,
            reply_email=self.reply_email.data or "",
            countries=tuple(self.countries.data or ()),
            is_default=bool(self.is_default.data),
        )
