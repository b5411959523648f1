"""Fields are written as the form library writes them, only quicker."""

from __future__ import annotations

from typing import Any

import pytest
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange
from wtforms.widgets import NumberInput

from crm.web.widgets import writer_of

LOOK: Any = {"class": "form-control", "autofocus": False, "aria-describedby": "name-error", "hidden": True}
AWKWARD = "<b>&\"'“é”\r\n</textarea>"


class Fields(Form):
    """One field of each kind, with what validators tell a browser."""

    name = StringField("Name", validators=[DataRequired(), Length(min=2, max=20)])
    email = EmailField("Email", render_kw={"autocomplete": "off", "class": "wide"})
    text = TextAreaField("Text", validators=[Length(max=2000)])
    number = IntegerField("Number", validators=[NumberRange(min=1, max=9)])
    stepped = IntegerField("Number by fives", widget=NumberInput(step=5))
    password = PasswordField("Password")
    agreed = BooleanField("Agreed")
    country = SelectField("Country", choices=[SelectChoice("", "Any"), SelectChoice('<K&"E>', "Côte d'<b>")])


@pytest.mark.parametrize(
    "data", [{}, {"name": AWKWARD, "email": AWKWARD, "text": AWKWARD, "number": 4, "agreed": True}]
)
@pytest.mark.parametrize("name", list(Fields()._fields))
def test_a_field_is_written_as_the_library_writes_it(name: str, data: dict[str, object]) -> None:
    field = Fields(data={"country": '<K&"E>', **data})[name]
    options = {**(field.render_kw or {}), **LOOK}
    library = field.meta.render_field(field, LOOK)
    assert writer_of(field)(field, **options) == library
