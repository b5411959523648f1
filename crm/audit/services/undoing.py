"""Undoing what an act changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import Arrival, Change, ChangeSet, says_something
from crm.audit.recording import recorder_of
from crm.audit.services.acts import Doing, begin
from crm.audit.services.staying import Stays, changed_since, references_to, staying
from crm.audit.values import decode, encode
from crm.db import Base


@dataclass(frozen=True)
class Undone:
    """What an undo restored, and the rows it left because they had changed since."""

    restored: int
    kept: Sequence[str]


PAGE = 500

Mender = Callable[[Session, Collection[tuple[str, str]]], None]
"""Makes anew what is derived from rows, given as (table, row key), after they were put back."""

_MENDERS: list[Mender] = []


def after_undo(mend: Mender) -> Mender:
    """Register what makes derived, unaudited rows (a search index) fit again after an undo."""
    _MENDERS.append(mend)
    return mend


def undo(session: Session, undone_id: int, doing: Doing) -> Undone:
    """Apply a change set backwards, in an act of its own, to rows that still equal what it left.

    Rows changed since stay as they are and are named in the result; of a person nothing goes who stays.
    An undo that finds nothing to put back leaves no trace, and the act can be undone later.
    """
    undone = session.get_one(ChangeSet, undone_id)
    session.flush()
    begin(session, doing)
    recorder = recorder_of(session)
    stays = staying(session, undone_id)
    touched: set[tuple[str, str]] = set()
    kept: list[str] = []
    for changes in _backwards(session, undone_id):
        touched.update((change.table_name, change.row_key) for change in changes)
        put_back = [change for run in _runs(_but(changes, stays)) for change in _put_back(session, run)]
        recorder.write(
            session, [(change.table_name, change.row_key, change.after, change.before) for change in put_back]
        )
        done = {change.id for change in put_back}
        kept += [f"{change.table_name}:{change.row_key}" for change in changes if change.id not in done]
    for arrived in _arrived_backwards(session, undone_id):
        touched.update((arrived.table, key) for key in arrived.keys)
        gone = _send_away(session, arrived, undone_id, stays.get(arrived.table, ()))
        recorder.write(session, [(arrived.table, key, row, None) for key, row in gone.items()])
        kept += [f"{arrived.table}:{key}" for key in arrived.keys if key not in gone]
    if len(kept) == len(touched):
        return Undone(0, tuple(kept))
    recorder.amend(session, {"summary": f"Undone: {undone.summary or undone.act}", "subject": undone.subject})
    undoing = recorder.ensure_head(session)
    session.get_one(ChangeSet, undoing).undo_of = undone_id
    _say_what_stands(session, undoing, undone)
    for mend in _MENDERS:
        mend(session, touched)
    session.expire_all()
    return Undone(len(touched) - len(kept), tuple(kept))


def _say_what_stands(session: Session, undoing: int, undone: ChangeSet | None) -> None:
    """Note what is undone and by what: what an undone undo took back is in force again, and so on to the first act."""
    stands = True
    while undone is not None:
        undone.undone_by = undoing if stands else None
        undoing, stands = undone.id, not stands
        undone = None if undone.undo_of is None else session.get_one(ChangeSet, undone.undo_of)
    session.flush()


_Changes = Sequence[sa.Row[Any]]


def _but(changes: _Changes, stays: Stays) -> _Changes:
    return [change for change in changes if change.row_key not in stays.get(change.table_name, ())]


@dataclass(frozen=True)
class _Arrived:
    """Some rows that came at once: their table, and the first and last of their numbers."""

    table: str
    first: int
    last: int

    @property
    def keys(self) -> Sequence[str]:
        """Their keys as the history names them, the last first."""
        return [str(number) for number in range(self.last, self.first - 1, -1)]


def _arrived_backwards(session: Session, change_set: int) -> Iterator[_Arrived]:
    """What an act brought at once from the last to the first, some hundred at a time."""
    arrivals = sa.select(Arrival).where(Arrival.change_set_id == change_set).order_by(Arrival.id.desc())
    for arrival in session.scalars(arrivals).all():
        for last in range(arrival.last, arrival.first - 1, -PAGE):
            yield _Arrived(arrival.table_name, max(arrival.first, last - PAGE + 1), last)


def _send_away(
    session: Session, arrived: _Arrived, change_set: int, stays: Collection[str]
) -> Mapping[str, Mapping[str, Any]]:
    """Take away those rows that nothing changed since and nothing hangs on; gives what they held, by their keys."""
    table = Base.metadata.tables[arrived.table]
    (key,) = table.primary_key.columns
    found = session.execute(sa.select(table).where(key.between(arrived.first, arrived.last)).order_by(key)).mappings()
    left = {*stays, *changed_since(session, arrived.table, arrived.keys, change_set)}
    rows = {row[key.name]: row for row in found if str(row[key.name]) not in left}
    for column, target in references_to(table):
        held = set(session.scalars(sa.select(column).where(column.in_([row[target] for row in rows.values()]))))
        rows = {number: row for number, row in rows.items() if row[target] not in held}
    session.execute(table.delete().where(key.in_(rows)))
    return {str(number): {name: encode(value) for name, value in row.items()} for number, row in rows.items()}


def _backwards(session: Session, change_set: int) -> Iterator[_Changes]:
    """The rows of a change set from the last to the first, some hundred at a time: an import has many thousand."""
    before: int | None = None
    while True:
        page = sa.select(Change.id, Change.table_name, Change.row_key, Change.before, Change.after)
        page = page.where(Change.change_set_id == change_set, says_something()).order_by(Change.id.desc()).limit(PAGE)
        rows = session.execute(page if before is None else page.where(Change.id < before)).all()
        if not rows:
            return
        yield rows
        before = rows[-1].id


def _runs(changes: _Changes) -> Iterator[_Changes]:
    """Changes in their order, those together that let rows of one table appear; every other one alone."""
    for (_table, appeared), run in groupby(changes, lambda change: (change.table_name, change.before is None)):
        rows = list(run)
        if appeared and len({row.row_key for row in rows}) == len(rows):
            yield rows
        else:
            yield from ([row] for row in rows)


def _put_back(session: Session, run: _Changes) -> _Changes:
    """Put back the rows of a run that still are as it left them; gives the changes that were undone."""
    table = Base.metadata.tables[run[0].table_name]
    if run[0].before is None and len(table.primary_key.columns) == 1:
        return _take_away(session, table, run)
    return [change for change in run if _apply_backwards(session, table, change)]


def _take_away(session: Session, table: sa.Table, run: _Changes) -> _Changes:
    """Take away rows that appeared, in a few statements however many they are."""
    (key,) = table.primary_key.columns
    numbers = {change.id: decode(key.type, change.row_key) for change in run}
    found = session.execute(sa.select(table).where(key.in_(numbers.values()))).mappings()
    rows = {row[key.name]: row for row in found}
    fine = [change for change in run if _still_as_left(change, rows.get(numbers[change.id]))]
    for column, target in references_to(table):
        values = {change.id: rows[numbers[change.id]][target] for change in fine}
        held = set(session.scalars(sa.select(column).where(column.in_(values.values())).distinct()))
        fine = [change for change in fine if values[change.id] not in held]
    session.execute(table.delete().where(key.in_([numbers[change.id] for change in fine])))
    return fine


def _apply_backwards(session: Session, table: sa.Table, change: sa.Row[Any]) -> bool:
    where = _where(table, change.row_key)
    found = session.execute(sa.select(table).where(where)).mappings().one_or_none()
    if not _still_as_left(change, found):
        return False
    if change.after is None:
        session.execute(table.insert().values(_decoded(table, change.before or {})))
    elif change.before is None:
        if _is_referred_to(session, table, change):
            return False
        session.execute(table.delete().where(where))
    else:
        session.execute(table.update().where(where).values(_decoded(table, change.before)))
    return True


def _still_as_left(change: sa.Row[Any], row: Mapping[Any, Any] | None) -> bool:
    if change.after is None or row is None:
        return change.after is None and row is None
    return all(encode(row[name]) == value for name, value in change.after.items() if name in row)


def _is_referred_to(session: Session, table: sa.Table, change: sa.Row[Any]) -> bool:
    """Whether rows that came later hang on the one to be taken away again."""
    row = _decoded(table, change.after or {})
    return any(
        session.execute(sa.select(sa.literal(1)).where(column == row[target]).limit(1)).first()
        for column, target in references_to(table)
    )


def _where(table: sa.Table, key: str) -> sa.ColumnElement[bool]:
    columns = list(table.primary_key.columns)
    parts = key.split("|") if len(columns) > 1 else [key]
    return sa.and_(*(column == decode(column.type, part) for column, part in zip(columns, parts, strict=True)))


def _decoded(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: decode(table.c[name].type, value) for name, value in values.items() if name in table.c}
