"""The forms of the checklist."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from crm.web.forms import Form


class RecordsForm(Form):
    """Where the name system keeps the DKIM key."""

    selector = StringField(
        _l("DKIM selector"),
        validators=[
            DataRequired(_l("Your mail provider tells it, for example: s1, google, selector1.")),
            Length(max=60),
            Regexp(r"^[A-Za-z0-9][A-Za-z0-9.-]*$", message=_l("A selector has letters, digits, hyphens and dots.")),
        ],
    )


class CodeForm(Form):
    """The code of the test mail."""

    code = StringField(
        _l("The six digits in the test mail"), validators=[DataRequired(_l("Type the code.")), Length(max=20)]
    )


class ReasonForm(Form):
    """Why a point may count as done."""

    reason = TextAreaField(
        _l("Why may it count as done?"), validators=[DataRequired(_l("Give the reason.")), Length(max=500)]
    )
