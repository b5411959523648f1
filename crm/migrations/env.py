"""How Alembic reaches the application's database, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from crm.db import Base


def _render(kind: str, obj: Any, autogen: Any) -> str | Literal[False]:
    """Write our own column types in a migration as what they are in the database."""
    if kind == "type" and isinstance(obj, sa.TypeDecorator):
        return f"sa.{obj.impl!r}"
    if kind == "type" and isinstance(obj, sa.Enum):
        return f"sa.String(length={obj.length})"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=_differs,
        render_item=_render,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _differs(_context: Any, _inspected: Any, _metadata: Any, here: Any, there: Any) -> bool | None:
    """Compare types by what they are in the database: an enum is text."""
    if isinstance(there, sa.Enum):
        return not isinstance(here, sa.String)
    return None


def _run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # SQLite changes a table by making it anew: with foreign keys on, that would empty its children.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        _migrate(connection)
        connection.commit()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
            if broken is not None:
                message = f"a migration left a row whose parent is gone: {broken}"
                raise RuntimeError(message)


_run()
