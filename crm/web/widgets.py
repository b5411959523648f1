"""How fields are written: what a form library does for each attribute and each choice costs more than the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import Input, NumberInput, Select, TextArea

from crm.web.choices import Choices, named

_ANY_NUMBER = vars(NumberInput())
"""What an input of numbers knows that has no step and no bounds of its own."""


def writer_of(field: Any) -> Callable[..., Markup]:
    """Give what writes a field: ours for an input, a text area and a list of choices, else the library's."""
    widget = field.widget
    if type(widget).__call__ is Input.__call__ or (type(widget) is NumberInput and vars(widget) == _ANY_NUMBER):
        return write_input
    if type(widget) is TextArea:
        return write_area
    if type(widget) is Select and not widget.multiple and _in_no_groups(field):
        return write_list
    return widget  # type: ignore[no-any-return]  # the library has no types


def _in_no_groups(field: Any) -> bool:
    return isinstance(field.choices, Choices) or not field.has_groups()


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
    choices = field.choices
    if not isinstance(choices, Choices):
        choices = named(tuple((str(choice.value), str(choice.label)) for choice in choices))
    value = escape(chosen)
    marked = choices.options.replace(f'<option value="{value}">', f'<option selected value="{value}">', 1)
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
