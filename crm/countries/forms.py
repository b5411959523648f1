"""The forms about countries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from crm.web.forms import Form


class NotesForm(Form):
    """What we want to remember of a country, for ourselves."""

    partner = StringField(_l("Partner organisation there"), validators=[Length(max=300)])
    notes = TextAreaField(_l("Notes"), validators=[Length(max=20_000)])
