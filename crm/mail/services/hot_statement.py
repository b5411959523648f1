"""A statement that runs once or twice for every message: compiled once, then handed to the driver as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from crm.db import sqlalchemys

Bind = tuple[str, bool, Callable[[Any], Any] | Any]
"""A parameter: its name, whether its value is fixed, and the fixed value or what makes the driver's of ours."""


class HotStatement:
    """An update of SQLAlchemy's with named parameters; running it costs far less than executing it does."""

    def __init__(self, statement: sa.Update) -> None:
        """Keep the statement; it is compiled when it first runs on an engine of a kind."""
        self._statement = statement
        self._compiled: dict[str, tuple[str, bool, Sequence[Bind]]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it with these values and say how many rows it changed; raises KeyError when a value is missing."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self._compile(dialect)
        text, positional, binds = self._compiled[dialect.name]
        given = [rest if fixed else rest(values[name]) for name, fixed, rest in binds]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, given if positional else dict(zip((name for name, *_ in binds), given, strict=True)))
        except dialect.loaded_dbapi.Error as error:
            raise sqlalchemys(error, text, dialect) from error
        return int(cursor.rowcount)

    def _compile(self, dialect: Dialect) -> tuple[str, bool, Sequence[Bind]]:
        compiled: Any = self._statement.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        return str(compiled), bool(compiled.positional), [_bind(compiled.binds[name], name, dialect) for name in names]


def _bind(parameter: sa.BindParameter[Any], name: str, dialect: Dialect) -> Bind:
    process = parameter.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
    return (name, False, process) if parameter.required else (name, True, process(parameter.effective_value))


def _as_it_is(value: Any) -> Any:
    return value
