"""Recording that somebody agreed to get the digest."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from crm.web.forms import Form


class ConsentForm(Form):
    """On what basis somebody gets the digest: how they agreed, in which words, and where that is kept."""

    basis = StringField(_l("How they agreed"), validators=[DataRequired(_l("Say how they agreed.")), Length(max=200)])
    wording = TextAreaField(_l("In which words"), validators=[Length(max=2_000)])
    source = StringField(_l("Where this is kept"), validators=[Length(max=1_000)])
