"""What an undo leaves whole: a row that somebody worked with since, with what the act gave it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import Arrival, Change, ChangeSet
from crm.db import Base, portions

Stays = Mapping[str, Collection[str]]
"""Keys of rows by their table."""


def staying(session: Session, change_set: int) -> Stays:
    """What an act brought and its undo leaves: wholes that another act touched since, and all that is theirs."""
    born = _born(session, change_set)
    stays: dict[str, set[str]] = defaultdict(set)
    for table in _wholes():
        for numbers in portions(born.numbers(table.name)):
            touched = _touched(session, table, numbers, born, change_set)
            stays[table.name].update(map(str, touched))
            for column in _references_within(table):
                stays[column.table.name].update(key for key, _whole in _named(session, column, touched))
    return stays


def changed_since(session: Session, table: str, keys: Collection[str], change_set: int) -> Collection[str]:
    """Which of these rows a later act changed, and no undo put back; a number may have been another row's before."""
    told = sa.select(Change.row_key, ChangeSet.id, ChangeSet.undo_of).join(
        ChangeSet, ChangeSet.id == Change.change_set_id
    )
    these = Change.table_name == table, Change.row_key.in_(keys), ChangeSet.id > change_set
    standing: dict[str, set[int]] = {}
    for key, act, undo_of in session.execute(told.where(*these).order_by(Change.id)):
        acts = standing.setdefault(key, set())
        if undo_of in acts:
            acts.discard(undo_of)
        else:
            acts.add(act)
    return {key for key, acts in standing.items() if acts}


@cache
def references_to(table: sa.Table) -> Sequence[tuple[sa.Column[Any], str]]:
    """Columns of audited tables that name a row of this table, and the column they name it by."""
    audited = {mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__audited__}
    return [
        (column, key.column.name)
        for other in Base.metadata.sorted_tables
        if other in audited
        for column in other.columns
        for key in column.foreign_keys
        if key.column.table is table
    ]


@dataclass(frozen=True)
class _Born:
    """The rows that an act brought: runs of numbers, and the keys of those written down one by one."""

    runs: Mapping[str, Sequence[range]]
    keys: Mapping[str, Collection[str]]

    def has(self, table: str, key: str) -> bool:
        """Whether the act brought this row."""
        return key in self.keys.get(table, ()) or any(int(key) in run for run in self.runs.get(table, ()))

    def numbers(self, table: str) -> Sequence[int]:
        """The numbers of the rows of a table that it brought."""
        return [*map(int, self.keys.get(table, ())), *(number for run in self.runs.get(table, ()) for number in run)]


def _born(session: Session, change_set: int) -> _Born:
    runs: dict[str, list[range]] = defaultdict(list)
    for arrival in session.scalars(sa.select(Arrival).where(Arrival.change_set_id == change_set)):
        runs[arrival.table_name].append(range(arrival.first, arrival.last + 1))
    keys: dict[str, set[str]] = defaultdict(set)
    appeared = Change.change_set_id == change_set, Change.before.is_(None), Change.after.is_not(None)
    for table, key in session.execute(sa.select(Change.table_name, Change.row_key).where(*appeared)):
        keys[table].add(key)
    return _Born(runs, keys)


def _wholes() -> Sequence[sa.Table]:
    return [
        Base.metadata.tables[mapper.class_.__tablename__] for mapper in Base.registry.mappers if mapper.class_.__whole__
    ]


def _references_within(table: sa.Table) -> Sequence[sa.Column[Any]]:
    """The columns by which rows belong to a row of this table: they go with it."""
    within = [column for column, _target in references_to(table)]
    return [column for column in within if any(key.ondelete == "CASCADE" for key in column.foreign_keys)]


def _touched(
    session: Session, table: sa.Table, numbers: Sequence[int], born: _Born, change_set: int
) -> Collection[int]:
    """Which of these wholes changed since, or something of theirs did, or something new hangs on them."""
    touched = {int(key) for key in changed_since(session, table.name, [str(n) for n in numbers], change_set)}
    for column, _target in references_to(table):
        parts = _named(session, column, numbers)
        touched.update(whole for key, whole in parts if not born.has(column.table.name, key))
        for some in portions(parts):
            changed = changed_since(session, column.table.name, [key for key, _whole in some], change_set)
            touched.update(whole for key, whole in some if key in changed)
    return touched


def _named(session: Session, column: sa.Column[Any], numbers: Collection[int]) -> Sequence[tuple[str, int]]:
    """The keys of the rows that name one of these in a column, each with whom it names."""
    table = column.table
    asked = sa.select(*table.primary_key.columns, column.label("whole")).where(column.in_(numbers))
    return [("|".join(map(str, key)), whole) for *key, whole in session.execute(asked)]
