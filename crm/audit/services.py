"""Opening an act, writing the journal, and undoing what an act changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry, Change, ChangeSet, says_something
from crm.audit.recording import Recorder, recorder_of, row_key
from crm.audit.values import decode, encode
from crm.db import Base


@dataclass(frozen=True)
class Doing:
    """Who is doing what: the head of a change set before anything has changed."""

    act: str
    at: datetime
    actor_id: int | None = None
    on_behalf_of: int | None = None
    source: str = "web"


@dataclass(frozen=True)
class Undone:
    """What an undo restored, and the rows it left because they had changed since."""

    restored: int
    kept: Sequence[str]


def begin(session: Session, doing: Doing) -> None:
    """Open an act on a session: what is flushed from now on belongs to its change set."""
    session.info["recorder"] = Recorder(
        {
            "act": doing.act,
            "at": doing.at,
            "actor_id": doing.actor_id,
            "on_behalf_of": doing.on_behalf_of,
            "source": doing.source,
        }
    )


def end(session: Session) -> None:
    """Close the act; changing an audited row needs a new one."""
    session.info.pop("recorder", None)


def describe(session: Session, summary: str, *, subject: str = "") -> None:
    """Say in one sentence what the act did, and to what (`members:12`)."""
    recorder_of(session).amend(session, {"summary": summary, "subject": subject})


def on_behalf_of(session: Session, member_id: int) -> None:
    """Say for which member the open act is done, where an assistant does it."""
    recorder_of(session).amend(session, {"on_behalf_of": member_id})


def change_set_id(session: Session) -> int | None:
    """The change set of the open act once something was flushed, else None."""
    session.flush()
    recorder: Recorder | None = session.info.get("recorder")
    return None if recorder is None else recorder.change_set_id


def record_inserted(session: Session, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Record rows inserted by a bulk statement; each mapping is the whole row, key included."""
    recorder_of(session).write(
        session,
        [
            (
                table.name,
                row_key(table, row),
                None,
                {name: encode(value) for name, value in row.items()},
            )
            for row in rows
        ],
    )


def record_updated(
    session: Session,
    table: sa.Table,
    rows: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    """Record rows updated by a bulk statement, as (row key, columns before, columns after)."""
    recorder_of(session).write(
        session,
        [
            (
                table.name,
                key,
                {name: encode(value) for name, value in before.items()},
                {name: encode(value) for name, value in after.items()},
            )
            for key, before, after in rows
        ],
    )


def journal(
    session: Session,
    now: datetime,
    event: str,
    *,
    actor_id: int | None = None,
    remote: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one line of the journal in the caller's transaction; never a password, token or cookie."""
    session.add(
        AuditEntry(
            at=now,
            event=event,
            actor_id=actor_id,
            remote=remote[:64],
            detail=dict(detail or {}),
        )
    )


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

    Rows changed since stay as they are and are named in the result.
    """
    undone = session.get_one(ChangeSet, undone_id)
    session.flush()
    begin(session, doing)
    recorder = recorder_of(session)
    touched: set[tuple[str, str]] = set()
    kept: list[str] = []
    for changes in _backwards(session, undone_id):
        touched.update((change.table_name, change.row_key) for change in changes)
        put_back = [change for run in _runs(changes) for change in _put_back(session, run)]
        recorder.write(
            session, [(change.table_name, change.row_key, change.after, change.before) for change in put_back]
        )
        done = {change.id for change in put_back}
        kept += [f"{change.table_name}:{change.row_key}" for change in changes if change.id not in done]
    recorder.amend(session, {"summary": f"Undone: {undone.summary or undone.act}", "subject": undone.subject})
    undoing = recorder.ensure_head(session)
    session.execute(sa.update(ChangeSet).where(ChangeSet.id == undone_id).values(undone_by=undoing))
    session.execute(sa.update(ChangeSet).where(ChangeSet.id == undoing).values(undo_of=undone_id))
    for mend in _MENDERS:
        mend(session, touched)
    session.expire_all()
    return Undone(len(touched) - len(kept), tuple(kept))


_Changes = Sequence[sa.Row[Any]]


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
    for column, target in _references_to(table):
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
        for column, target in _references_to(table)
    )


@cache
def _references_to(table: sa.Table) -> Sequence[tuple[sa.Column[Any], str]]:
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


def _where(table: sa.Table, key: str) -> sa.ColumnElement[bool]:
    columns = list(table.primary_key.columns)
    parts = key.split("|") if len(columns) > 1 else [key]
    return sa.and_(*(column == decode(column.type, part) for column, part in zip(columns, parts, strict=True)))


def _decoded(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: decode(table.c[name].type, value) for name, value in values.items() if name in table.c}
