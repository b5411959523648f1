"""Writes down every row of an audited table as it is flushed, under the act that is open on the session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ColumnProperty, Mapper, Session, object_mapper

from crm.audit.models import Arrival, Change, ChangeSet
from crm.audit.values import encode
from crm.db import Base, insert_rows

SECRET = frozenset({"password_hash", "totp_secret", "totp_offered", "totp_last_step"})
"""Columns whose values never enter a change set."""

_Row: TypeAlias = tuple[str, str, Mapping[str, Any] | None, Mapping[str, Any] | None]


class NoActError(RuntimeError):
    """An audited row changed although nobody had said who is doing what."""


class Recorder:
    """The open act of a session: its head, written once something changes, and its rows."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        """Keep what the head will say."""
        self._head = dict(head)
        self.change_set_id: int | None = None

    def ensure_head(self, session: Session) -> int:
        """Write the change set if it is not written yet."""
        if self.change_set_id is None:
            statement = sa.insert(ChangeSet).values(self._head).returning(ChangeSet.id)
            self.change_set_id = session.connection().execute(statement).scalar_one()
        return self.change_set_id

    def amend(self, session: Session, words: Mapping[str, Any]) -> None:
        """Say more of the act, in the head or in the row already written."""
        self._head.update(words)
        if self.change_set_id is not None:
            session.connection().execute(sa.update(ChangeSet).where(ChangeSet.id == self.change_set_id).values(words))

    def write(self, session: Session, rows: Sequence[_Row]) -> None:
        """Write rows as (table, key, before, after)."""
        if not rows:
            return
        head = self.ensure_head(session)
        insert_rows(
            session.connection(),
            Base.metadata.tables[Change.__tablename__],
            [
                {
                    "change_set_id": head,
                    "table_name": table,
                    "row_key": key,
                    "before": before,
                    "after": after,
                }
                for table, key, before, after in rows
            ],
        )

    def note_arrivals(self, session: Session, table: str, numbers: Sequence[int]) -> None:
        """Write that rows with these numbers, in order, came into a table at once."""
        if not numbers:
            return
        head = self.ensure_head(session)
        runs = [{"change_set_id": head, "table_name": table, "first": a, "last": b} for a, b in _runs(numbers)]
        session.connection().execute(sa.insert(Arrival), runs)


def recorder_of(session: Session) -> Recorder:
    """The open act of a session; raises NoActError when there is none."""
    recorder: Recorder | None = session.info.get("recorder")
    if recorder is None:
        message = "an audited row changed outside an act: call audit.services.begin first"
        raise NoActError(message)
    return recorder


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of numbers without a gap; mostly there is one."""
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        yield numbers[0], numbers[-1]
        return
    begins = [place for place, number in enumerate(numbers) if not place or numbers[place - 1] != number - 1]
    for place, following in zip_longest(begins, begins[1:], fillvalue=len(numbers)):
        yield numbers[place], numbers[following - 1]


def row_key(table: sa.Table, row: Mapping[str, Any]) -> str:
    """A row's primary key as text, its parts joined by a bar."""
    return "|".join(str(row[column.name]) for column in table.primary_key.columns)


def _audited(instance: object) -> bool:
    return bool(getattr(instance, "__audited__", False))


def _columns(instance: object) -> dict[str, Any]:
    mapper: Mapper[Any] = object_mapper(instance)
    return {
        column.name: encode(getattr(instance, mapper.get_property_by_column(column).key))
        for column in mapper.local_table.columns
        if column.name not in SECRET
    }


def _differences(instance: object) -> tuple[dict[str, Any], dict[str, Any]]:
    mapper: Mapper[Any] = object_mapper(instance)
    state = sa.inspect(instance)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in mapper.local_table.columns:
        history = state.attrs[mapper.get_property_by_column(column).key].load_history()
        if not history.has_changes() or column.name in SECRET:
            continue
        before[column.name] = encode(history.deleted[0] if history.deleted else None)
        after[column.name] = encode(history.added[0] if history.added else None)
    return before, after


def _row(instance: object, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> _Row:
    mapper: Mapper[Any] = object_mapper(instance)
    key = "|".join(str(part) for part in mapper.primary_key_from_instance(instance))
    return mapper.local_table.name, key, before, after  # type: ignore[attr-defined]  # every model has a table


def _changes(session: Session) -> list[_Row]:
    """Rows in an order that can be walked backwards: parents appear before children and go after them."""
    place = {table.name: index for index, table in enumerate(Base.metadata.sorted_tables)}
    new = [_row(instance, None, _columns(instance)) for instance in session.new if _audited(instance)]
    gone = [_row(instance, _columns(instance), None) for instance in session.deleted if _audited(instance)]
    edited = [
        _row(instance, before, after)
        for instance in session.dirty
        if _audited(instance)
        for before, after in [_differences(instance)]
        if after
    ]
    return [
        *sorted(new, key=lambda row: place[row[0]]),
        *edited,
        *sorted(gone, key=lambda row: -place[row[0]]),
    ]


@event.listens_for(Session, "after_flush")
def _record(session: Session, _context: Any) -> None:
    rows = _changes(session)
    if rows:
        recorder_of(session).write(session, rows)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    recorder: Recorder | None = session.info.get("recorder")
    if recorder is not None:
        recorder.change_set_id = None


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _load_old_values(_class: type[Any], _key: str, attribute: Any) -> None:
    # Without it the value before is not known when an expired attribute is set.
    if isinstance(attribute.property, ColumnProperty):
        event.listen(attribute, "set", _keep, active_history=True)


def _keep(_target: object, _value: Any, _old: Any, _initiator: Any) -> None:
    """Ask for nothing but that the old value is loaded."""
