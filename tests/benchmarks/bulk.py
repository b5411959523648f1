"""Writing many rows quickly through the driver, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

CHUNK = 10_000


def fill(connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of driver values (dates as ISO text) and give their number; columns not named have their default."""
    defaults = _defaults(table, columns)
    columns, rest = [*columns, *defaults], tuple(defaults.values())
    rows = ((*row, *rest) for row in rows)
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        return _copy(connection, f'COPY "{table.name}" ({names}) FROM STDIN', rows)
    marks = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names of our own tables
    written = 0
    for chunk in _chunks(rows):
        connection.exec_driver_sql(statement, chunk)
        written += len(chunk)
    return written


@contextmanager
def without_indexes(connection: Connection, tables: Iterable[sa.Table]) -> Iterator[None]:
    """Take the indexes of these tables away and make them anew at the end: far quicker than to keep them."""
    indexes = [index for table in tables for index in table.indexes]
    for index in indexes:
        index.drop(connection, checkfirst=True)
    yield
    for index in indexes:
        index.create(connection)


def next_id(connection: Connection, table: sa.Table) -> int:
    """The first id that no row has."""
    return (connection.scalar(sa.select(sa.func.max(table.c.id))) or 0) + 1


def settle(connection: Connection, tables: Iterable[sa.Table]) -> None:
    """Let PostgreSQL's counters go on after the ids that were written."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "  # noqa: S608 - names of our own tables
            f'(SELECT coalesce(max(id), 1) FROM "{table.name}"))'
        )


def _defaults(table: sa.Table, given: Sequence[str]) -> dict[str, Any]:
    """What the model would write into columns that must not be empty."""
    found: dict[str, Any] = {}
    for column in table.columns:
        default = column.default
        if column.name in given or column.nullable or column.primary_key or default is None:
            continue
        value = default.arg(None) if default.is_callable else default.arg
        found[column.name] = json.dumps(value) if isinstance(value, (dict, list)) else _plain(value)
    return found


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    written = 0
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[tuple[Any, ...]]]:
    iterator = iter(rows)
    while chunk := [tuple(row) for row in islice(iterator, CHUNK)]:
        yield chunk
