"""Two people with the same form open: what only one of them changed is kept, what both changed is asked about.

A form carries a print of each value that it was opened on. What moved since and was not touched here is taken over;
what was changed here too is shown beside its field, and saving again is then done with open eyes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField

from crm.accounts.queries import find_user_by_id
from crm.audit.queries import history_of
from crm.web import current

OVERTAKEN = 409
DIGITS = 16


class OpenedField(HiddenField):
    """What a form was opened on: the name and the print of each of its values."""

    def seen(self) -> Mapping[str, str]:
        """The prints by the names of their fields; none where the form did not say."""
        parts = (part.partition(":") for part in (self.data or "").split())
        return {name: kept for name, _colon, kept in parts}

    def fill(self, kept: Any) -> None:
        """Note what is kept, as a form filled with it says."""
        self.data = " ".join(f"{value.name}:{_print(value)}" for value in _values_of(kept))


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: what is kept now, in words."""

    name: str
    now: str


@dataclass(frozen=True)
class Record:
    """The row that a form is about; `columns` are those that have another name than their field."""

    table: str
    key: str
    columns: Mapping[str, str] = field(default_factory=dict)


def take_over(form: Any, kept: Any) -> Sequence[Clash]:
    """Take over what others changed and nobody touched here; give what both changed.

    `kept` is the same form filled with what is kept now; what `form` was opened on moves on to that.
    """
    seen, clashes = form.opened.seen(), []
    for value in _values_of(kept):
        name, now = value.name, _print(value)
        typed = "" if _unreadable(form[name]) else _print(form[name])
        if seen.get(name, now) == now or typed == now:
            continue
        if typed == seen[name]:
            _put(form[name], value)
        else:
            clashes.append(Clash(name, _in_words(value)))
    form.opened.fill(kept)
    return clashes


def tell(form: Any, clashes: Sequence[Clash], record: Record) -> Mapping[str, str]:
    """Say beside each field that two people changed what it is now, and who changed it; gives these sentences."""
    said = {clash.name: _sentence(clash, record) for clash in clashes}
    for name, words in said.items():
        if not isinstance(form[name], FieldList):
            form[name].errors = [*form[name].errors, words]
    return said


def _sentence(clash: Clash, record: Record) -> str:
    who, now = _last_to_change(record, clash.name), clash.now or _("(empty)")
    if who:
        return str(_("%(name)s changed this meanwhile. Now it is: %(now)s", name=who, now=now))
    return str(_("Somebody changed this meanwhile. Now it is: %(now)s", now=now))


def _last_to_change(record: Record, name: str) -> str:
    """The name of whoever changed a column last; empty where that is not known."""
    column = record.columns.get(name, name)
    acts = [
        act for act, change in history_of(current.session(), record.table, record.key) if column in (change.after or ())
    ]
    user = find_user_by_id(current.session(), acts[0].actor_id) if acts and acts[0].actor_id else None
    return user.shown_name if user is not None else ""


def _values_of(form: Any) -> Sequence[Any]:
    """The fields of a form that hold values of the record."""
    return [value for value in form if not isinstance(value, HiddenField)]


def _in_words(value: Any) -> str:
    """Say the value of a value as its page does."""
    if isinstance(value, FieldList):
        return "; ".join(str(row.form[_first(row)].data) for row in value if row.form[_first(row)].data)
    if hasattr(value, "iter_choices"):
        return ", ".join(str(choice.label) for choice in value.iter_choices() if choice.selected)
    if isinstance(value, BooleanField):
        return str(_("ticked") if value.data else _("not ticked"))
    return str(value.data or "")


def _print(value: Any) -> str:
    return hashlib.sha256(repr(_plain(value)).encode()).hexdigest()[:DIGITS]


def _plain(value: Any) -> Any:
    """The value of a value, the same whether it was kept or typed; a row that names nothing is none."""
    if isinstance(value, FieldList):
        return [[_plain(part) for part in row.form] for row in value if row.form[_first(row)].data]
    if isinstance(value.data, (list, tuple)):
        return sorted(str(part) for part in value.data)
    return "" if value.data is None else str(value.data).replace("\r\n", "\n").strip()


def _first(row: FormField) -> str:
    return str(next(iter(row.form)).short_name)


def _unreadable(value: Any) -> bool:
    if isinstance(value, FieldList):
        return any(_unreadable(part) for row in value for part in row.form)
    return bool(value.process_errors)


def _put(value: Any, kept: Any) -> None:
    """Write what is kept into a value, as if it had been opened with that."""
    if isinstance(value, FieldList):
        while value.entries:
            value.pop_entry()
        for row in kept.data:
            value.append_entry(row)
        return
    value.data, value.raw_data = kept.data, None
