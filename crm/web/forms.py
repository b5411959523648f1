"""The base of every form."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Form as BareForm
from wtforms.i18n import get_translations

from crm.web import current
from crm.web.widgets import writer_of


class OurTexts:
    """The texts of a form's library in the language of the page, or our words where we have better ones."""

    def get_translations(self, _form: Any) -> Any:
        """Give the library's own texts in the language of the page."""
        return _texts_of_library(current.language())


class Part(BareForm):
    """A part of another form, which asks for the token for both."""

    class Meta(OurTexts):
        """The same texts as in the whole form."""


class Form(FlaskForm):
    """A form whose texts are trimmed and which answers wrong input with 422, keeping every character typed."""

    class Meta(OurTexts, FlaskForm.Meta):
        """Trim what is typed into text fields before it is checked; write fields, and find texts, quickly."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the trimming filter to fields that hold text."""
            if unbound_field.field_class.__name__ in {
                "StringField",
                "TextAreaField",
                "EmailField",
            }:
                unbound_field.kwargs.setdefault("filters", [trimmed])
            return unbound_field.bind(form=form, **options)

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Write a field with what its maker and the template add to it."""
            return writer_of(field)(field, **{**(field.render_kw or {}), **render_kw})


TOO_LONG = "Field cannot be longer than %(max)d character."
"""What the library says of a text with too many characters."""


class _Texts:
    """The library's texts in one language, but for what we say in our own words."""

    def __init__(self, language: str) -> None:
        self.library = get_translations([language])

    def gettext(self, text: str) -> str:
        """Say a text of the library."""
        return str(self.library.gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Say a text with a number; how long a text may be, in our own words."""
        if one == TOO_LONG:
            return str(_("Write at most %(number)s characters.", number=format_decimal(number)))
        return str(self.library.ngettext(one, many, number))


@cache
def _texts_of_library(language: str) -> _Texts:
    """Read the library's own texts, once for each language."""
    return _Texts(language)


def trimmed(value: object) -> object:
    """Take the spaces around a typed text away, and what nobody types: a NUL, and what turns words round."""
    return _UNSEEN.sub("", value).strip() if isinstance(value, str) else value


# No database has room for a NUL; what overrides directions would turn round the words beside a name, too.
_UNSEEN = re.compile("[\x00\u202a-\u202e\u2066-\u2069]")
