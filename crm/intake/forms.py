"""The forms about what came back."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from crm.actions.forms.parts import PersonField
from crm.intake.words import KINDS
from crm.members.addresses import normalise
from crm.web import current
from crm.web.fields import ChoiceField, DayField
from crm.web.forms import Form


class UploadForm(Form):
    """Mails that came back, as files."""

    files = MultipleFileField(
        _l("Mails (.eml)"),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".eml,.txt,message/rfc822"},
    )


class FilterForm(Form):
    """Which messages a list shows."""

    class Meta(Form.Meta):
        """A filter changes nothing: it needs no token."""

        csrf = False

    kind = ChoiceField(_l("Kind"), KINDS, none=_l("All kinds"))
    waiting = BooleanField(_l("Waiting for somebody"))
    domain = StringField(_l("About addresses at"), validators=[Length(max=253)])


class FileForm(Form):
    """Of whom a mail is."""

    person = PersonField(_l("Person"), validators=[InputRequired(_l("Say of whom it is, or drop it."))])


class WaitForm(Form):
    """Until when a domain is left alone."""

    until = DayField(_l("Send again on"), validators=[InputRequired(_l("Say when."))])

    def validate_until(self, field: Any) -> None:
        """Nothing is sent again in the past."""
        if field.data and field.data < current.today():
            raise ValidationError(_("Choose today or a later day."))


class DomainForm(Form):
    """To which domain everybody's address moves."""

    domain = StringField(_l("New domain"), validators=[InputRequired(_l("Write the domain.")), Length(max=253)])
    send_again = BooleanField(_l("Send what came back to the new addresses"), default=True)

    def validate_domain(self, field: Any) -> None:
        """Only what can stand after the @ is a domain."""
        if normalise(f"x@{(field.data or '').strip().lstrip('@')}") is None:
            raise ValidationError(_("Write a domain such as parliament.example."))

    @property
    def plain_domain(self) -> str:
        """The domain as addresses are kept with it."""
        return str(normalise(f"x@{self.domain.data.lstrip('@')}")).partition("@")[2]
