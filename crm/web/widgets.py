"""How fields are written: what a form library does for each attribute and each choice costs more than the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import Input, Select, TextArea


def writer_of(field: Any) -> Callable[..., Markup]:
    """Give what writes a field: ours for an input, a text area and a list of choices, else the library's."""
    widget = field.widget
    if type(widget).__call__ is Input.__call__:
        return write_input
    if type(widget) is TextArea:
        return write_area
    if type(widget) is Select and not widget.multiple and not field.has_groups():
        return write_list
    return widget  # type: ignore[no-any-return]  # the library has no types


def write_input(field: Any, **options: Any) -> Markup:
    """Write an input with its value."""
    options = {"type": field.widget.input_type, "value": field._value(), **options}  # noqa: SLF001 - as the library's own
    return Markup(f"<input {_attributes(field, options)}>")  # noqa: S704 - escaped


def write_area(field: Any, **options: Any) -> Markup:
    """Write a text area with its text."""
    text = escape(field._value())  # noqa: SLF001 - as the library's own
    return Markup(f"<textarea {_attributes(field, options)}>\r\n{text}</textarea>")  # noqa: S704 - escaped


def write_list(field: Any, **options: Any) -> Markup:
    """Write a list of choices with the chosen one marked."""
    chosen = "" if field.data is None else str(field.data)
    lines = _options(tuple((str(choice.value), str(choice.label)) for choice in field.choices))
    marked = lines.replace(f'<option value="{escape(chosen)}">', f'<option selected value="{escape(chosen)}">', 1)
    return Markup(f"<select {attributes(id=field.id, name=field.name, **options)}>{marked}</select>")  # noqa: S704 - escaped


def attributes(**given: Any) -> str:
    """Write the attributes of an element by their names: True is the name alone, False is nothing."""
    return " ".join(
        name if value is True else f'{name}="{escape(str(value))}"'
        for name, value in sorted(given.items())
        if value is not False
    )


def _attributes(field: Any, options: Mapping[str, Any]) -> str:
    """Write the attributes of a field, what its validators tell a browser among them."""
    told = {name: told for name, told in vars(field.flags).items() if name in field.widget.validation_attrs}
    return attributes(**{"id": field.id, "name": field.name, **told, **options})


@lru_cache(maxsize=64)
def _options(pairs: Sequence[tuple[str, str]]) -> str:
    """Write values and labels as options; most pages offer the same ones again."""
    return "".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in pairs)
