"""The forms around files: the reason for taking people out, the upload that brings them in, a view's name."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from crm.web.fields import CountryField
from crm.web.forms import Form


class ReasonForm(Form):
    """Why people are taken out as a file."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(_l("Say what the file is for.")), Length(max=500)])


class UploadForm(Form):
    """A file of people."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])
    country = CountryField(_l("Country, where the file names none"), none=_l("As the file says"))


class ViewForm(Form):
    """The name under which a filter is kept."""

    name = StringField(_l("Name of the view"), validators=[DataRequired(_l("Give a name.")), Length(max=120)])
