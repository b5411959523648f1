"""Erasing a person: why, which the journal keeps."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from crm.web.forms import Form


class EraseForm(Form):
    """Why somebody is erased."""

    reason = StringField(_l("Why"), validators=[DataRequired(_l("Say why: the journal keeps it.")), Length(max=200)])
