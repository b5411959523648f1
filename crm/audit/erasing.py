"""Taking rows away for good: what they held goes from the history too, that something happened stays."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_mapper

from crm.audit.models import AuditEntry, Change, ChangeSet
from crm.audit.recording import row_key
from crm.audit.striking import STRUCK, strike
from crm.db import Base

RowName: TypeAlias = tuple[str, str]
"""A row as the history names it: its table and its key."""

CHUNK = 500
_NUMBERS = re.compile(r"[0-9|]+")


def name_of(row: Base) -> RowName:
    """How the history names a row."""
    table: sa.Table = object_mapper(row).local_table  # type: ignore[assignment]  # every model has a table
    return table.name, row_key(table, {column.name: getattr(row, column.key) for column in table.primary_key})


def referring_to(model: type[Base]) -> Sequence[tuple[type[Base], sa.Column[Any]]]:
    """The models whose rows go with a row of this one, each with the column that names it."""
    return [(other, column) for other, column, goes_with_it in _references(model) if goes_with_it]


def take_away(session: Session, row: Base) -> Iterator[RowName]:
    """Delete a row with all that hangs on it; gives how the history names each that went."""
    for model, column, goes_with_it in _references(type(row)):
        for child in session.scalars(sa.select(model).where(column == _named(row, column))).all():
            if goes_with_it or not column.nullable:
                yield from take_away(session, child)
            else:
                setattr(child, column.key, None)
    named = name_of(row)
    session.flush()
    session.delete(row)
    session.flush()
    yield named


def rows_once_of(session: Session, table: str, column: str, number: int) -> Iterator[RowName]:
    """The rows of a table that named something by its number when they came or went, also those long gone."""
    named = [side[column].as_integer() == number for side in (Change.before, Change.after)]
    chosen = sa.select(Change.row_key).where(Change.table_name == table, sa.or_(*named)).distinct()
    yield from ((table, key) for key in session.scalars(chosen))


def forget_rows(session: Session, rows: Iterable[RowName]) -> None:
    """Empty the before and after of whatever happened to these rows, and keys that are words; the entries stay."""
    session.flush()
    for table, keys in _chunks(rows):
        named = Change.table_name == table, Change.row_key.in_(keys)
        session.execute(sa.update(Change).where(*named).values(before=sa.null(), after=sa.null()))
        words = [key for key in keys if not _NUMBERS.fullmatch(key)]
        keyed = Change.table_name == table, Change.row_key.in_(words)
        session.execute(sa.update(Change).where(*keyed).values(row_key=STRUCK))


def strike_history(
    session: Session, rows: Collection[RowName], subjects: Collection[str], words: Sequence[str]
) -> None:
    """Strike words out of what the history says of rows, and out of the sentences about them and about subjects."""
    session.flush()
    acts: set[int] = set()
    for table, keys in _chunks(rows):
        for change in session.scalars(sa.select(Change).where(Change.table_name == table, Change.row_key.in_(keys))):
            acts.add(change.change_set_id)
            change.before, change.after = strike(change.before, words), strike(change.after, words)
    for act in session.scalars(sa.select(ChangeSet).where(ChangeSet.subject.in_(subjects))):
        act.summary = strike(act.summary, words)
    for start in range(0, len(acts), CHUNK):
        for act in session.scalars(sa.select(ChangeSet).where(ChangeSet.id.in_(sorted(acts)[start : start + CHUNK]))):
            act.summary = strike(act.summary, words)
    session.flush()


def forget_whereabouts(session: Session, user_id: int) -> None:
    """Empty from where somebody did what the journal says of them."""
    session.execute(sa.update(AuditEntry).where(AuditEntry.actor_id == user_id).values(remote=""))


def _named(row: Base, column: sa.Column[Any]) -> Any:
    (target,) = (key.column for key in column.foreign_keys)
    return getattr(row, target.key)


@cache
def _references(model: type[Base]) -> Sequence[tuple[type[Base], sa.Column[Any], bool]]:
    """The columns that name a row of a model, and whether their rows go with it."""
    table = model.__table__
    return [
        (mapper.class_, column, (key.ondelete or "").upper() == "CASCADE")
        for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
        for column in mapper.class_.__table__.columns
        for key in column.foreign_keys
        if key.column.table is table
    ]


def _chunks(rows: Iterable[RowName]) -> Iterator[tuple[str, Sequence[str]]]:
    by_table: defaultdict[str, set[str]] = defaultdict(set)
    for table, key in rows:
        by_table[table].add(key)
    for table, found in by_table.items():
        keys = sorted(found)
        yield from ((table, keys[start : start + CHUNK]) for start in range(0, len(keys), CHUNK))
