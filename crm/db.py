"""The database as every feature sees it: the declarative base, column types and how a connection behaves.

Plain SQLAlchemy, so that the core of the product runs without Flask.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from crm.partial_date import PartialDate

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Value = TypeVar("Value")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


MAPPED_BYTES = 2**28
"""How much of a SQLite file is read in place; what lies behind it is copied as ever."""


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant: aware in Python, naive UTC in the database, so that both engines sort and compare alike."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store an aware instant as naive UTC; a naive one is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"an instant without a time zone: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every stored instant its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class PartialDateType(sa.TypeDecorator[PartialDate]):
    """A PartialDate kept as the text it is written in, which sorts as it should."""

    impl = sa.String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | str | None, dialect: Dialect) -> str | None:
        """Write the text, having read it once so that nothing malformed is stored."""
        return None if value is None else str(PartialDate(str(value)))

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        """Read the text back."""
        return None if value is None else PartialDate(value)


class Base(DeclarativeBase):
    """The base of every table; a model says `__audited__ = False` when its rows are no one's act.

    One says `__whole__ = True` when an undo takes its rows away with all that is theirs, or leaves both.
    """

    __audited__: ClassVar[bool] = True
    __whole__: ClassVar[bool] = False

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime,
            date: sa.Date,
            PartialDate: PartialDateType,
            enum.StrEnum: sa.Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=False,
                length=40,
                values_callable=lambda cls: [member.value for member in cls],
            ),
            dict[str, Any]: sa.JSON,
            list[Any]: sa.JSON,
            list[str]: sa.JSON,
        },
    )


class Identified:
    """Gives a table its integer primary key."""

    id: Mapped[int] = mapped_column(primary_key=True)


_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading(on: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002 - a switch is all it is
    """Make transactions begun inside this block read-only, held by the database itself."""
    token = _reading.set(on)
    try:
        yield
    finally:
        _reading.reset(token)


def prepare_engine(engine: Engine) -> None:
    """Give an engine the behaviour the product relies on, once; safe to repeat."""
    listener = _sqlite_connect if engine.dialect.name == "sqlite" else None
    if listener is not None and not event.contains(engine, "connect", listener):
        event.listen(engine, "connect", listener)
    if not event.contains(engine, "begin", _begin):
        event.listen(engine, "begin", _begin)


def read_in_place(engine: Engine) -> None:
    """Let SQLite read a file where the system keeps it, shared by all processes, and not copy it per connection."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _map_file)


def make_engine(url: str, **options: Any) -> Engine:
    """Open an engine on a database address, prepared."""
    engine = sa.create_engine(url, **options)
    prepare_engine(engine)
    return engine


@cache
def insert_of(dialect: str) -> Callable[[Any], postgresql.Insert | sqlite.Insert]:
    """The INSERT of the dialect of that name, which knows ON CONFLICT; the other dialect need not be imported."""
    insert: Callable[[Any], postgresql.Insert | sqlite.Insert]
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return insert


def insert_rows(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows with one prepared statement; what a row leaves out has its column's plain default."""
    names = dict.fromkeys(chain.from_iterable(rows))
    defaults = {name: plain_default(table.c[name]) for name in names}
    insert_columns(connection, table, {name: [row.get(name, defaults[name]) for row in rows] for name in names})


def insert_columns(
    connection: Connection,
    table: sa.Table,
    columns: Mapping[str, Sequence[Any]],
    alike: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Insert rows given column by column, all as long; those alike in all rows are given once, others have defaults.

    Equals `connection.execute(sa.insert(table), …)`, but on SQLite costs a third: each value is prepared by its
    column's type, those that come again once, what is alike stands in the statement, and nothing else is done.
    """
    if not columns or not all(columns.values()):
        return
    plain = {column.name: plain_default(column) for column in table.columns if column.name not in columns}
    same = {name: value for name, value in plain.items() if value is not None} | dict(alike)
    dialect = connection.dialect
    if dialect.paramstyle != "qmark":
        rows = [same | dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        connection.execute(sa.insert(table), rows)
        return
    written = [_prepared(table.c[name].type, values, dialect) for name, values in columns.items()]
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    holes = ", ".join((*("?" for _ in columns), *(_literal(table.c[name].type, same[name], dialect) for name in same)))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({holes})'  # noqa: S608 - names of our own schema
    connection.exec_driver_sql(statement, list(zip(*written, strict=True)))


def portions(values: Iterable[Value], size: int = 2_000) -> Iterator[Sequence[Value]]:
    """Values some thousand at a time: a statement takes only so many, PostgreSQL some thousand pairs."""
    left = iter(values)
    while portion := list(islice(left, size)):
        yield portion


def plain_default(column: sa.Column[Any]) -> Any:
    """What a column holds where nothing is said, when that is one value for all rows; else None."""
    return column.default.arg if isinstance(column.default, sa.ColumnDefault) and column.default.is_scalar else None


def _prepared(kind: sa.types.TypeEngine[Any], values: Iterable[Any], dialect: Dialect) -> Iterable[Any]:
    """Values as the driver takes them; only what is kept as JSON can't be remembered."""
    prepare = kind.dialect_impl(dialect).bind_processor(dialect)
    if prepare is None:
        return values
    return map(prepare if isinstance(kind, sa.JSON) else cache(prepare), values)


def _literal(kind: sa.types.TypeEngine[Any], value: Any, dialect: Dialect) -> str:
    """A value as SQLite writes what the driver would have taken: nothing, a number, or a text between quotes."""
    (prepared,) = _prepared(kind, [value], dialect)
    if prepared is None:
        return "NULL"
    return str(int(prepared)) if isinstance(prepared, int) else "'{}'".format(str(prepared).replace("'", "''"))


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # We say BEGIN ourselves: the driver's own deferred BEGIN fails on upgrade instead of waiting.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _map_file(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")


def _begin(connection: Connection) -> None:
    only_reading = _reading.get()
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        _begin_sqlite(connection, raw, only_reading)
    # psycopg writes BEGIN READ ONLY with the first statement: no round trip of its own.
    elif raw is not None and raw.read_only is not only_reading:
        raw.read_only = only_reading


def _begin_sqlite(connection: Connection, raw: Any, only_reading: bool) -> None:  # noqa: FBT001 - as `reading` has it
    # Told to the driver: as a statement of SQLAlchemy's it would cost half as much as all of a short transaction.
    words = "BEGIN" if only_reading else "BEGIN IMMEDIATE"
    try:
        if connection.info.get("query_only", False) is not only_reading:
            raw.execute(f"PRAGMA query_only={'ON' if only_reading else 'OFF'}")
            connection.info["query_only"] = only_reading
        raw.execute(words)
    except connection.dialect.loaded_dbapi.Error as error:
        raise sqlalchemys(error, words, connection.dialect) from error


def sqlalchemys(error: Exception, statement: str, dialect: Dialect) -> Exception:
    """Give an error of the driver's as SQLAlchemy's own, where a statement was handed to the driver as it is.

    Nobody has looked whether the connection is lost.
    """
    driver: Any = dialect.loaded_dbapi
    return sa.exc.DBAPIError.instance(statement, None, error, driver.Error, dialect=dialect)
