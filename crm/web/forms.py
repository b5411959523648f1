"""The base of every form."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms.i18n import get_translations

from crm.web import current
from crm.web.widgets import writer_of


class Form(FlaskForm):
    """A form whose texts are trimmed and which answers wrong input with 422, keeping every character typed."""

    class Meta(FlaskForm.Meta):
        """Trim what is typed into text fields before it is checked; write fields, and find texts, quickly."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the trimming filter to fields that hold text."""
            if unbound_field.field_class.__name__ in {
                "StringField",
                "TextAreaField",
                "EmailField",
            }:
                unbound_field.kwargs.setdefault("filters", [_trim])
            return unbound_field.bind(form=form, **options)

        def get_translations(self, _form: Any) -> Any:
            """Give the library's own texts in the language of the page."""
            return _texts_of_library(current.language())

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Write a field with what its maker and the template add to it."""
            return writer_of(field)(field, **{**(field.render_kw or {}), **render_kw})


@cache
def _texts_of_library(language: str) -> Any:
    """Read the library's own texts, once for each language."""
    return get_translations([language])


def _trim(value: object) -> object:
    # A database has no room for a NUL, which nobody types.
    return value.replace("\x00", "").strip() if isinstance(value, str) else value
