"""Preparing an instance: its folder, its key, its tables and the facts that come with the product."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from crm.config import Settings
from crm.extensions import db
from crm.running.folders import PRIVATE_FILE, ensure_secret_key, make_private

_MIGRATIONS = str(resources.files("crm") / "migrations")


def prepare_folder(settings: Settings) -> Sequence[str]:
    """Make the instance folder private, with a key where none is set; says what it did."""
    make_private(settings.instance_path)
    if settings.secure or not ensure_secret_key(settings.instance_path):
        return ()
    return (f"A secret key was written to {settings.instance_path / 'secret_key'}.",)


def prepare_tables() -> None:
    """Create the tables, or bring them to this version."""
    from flask_migrate import upgrade  # noqa: PLC0415 - Alembic is slow to import, and only this command migrates

    find_migrations()
    upgrade()
    database = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and database:
        Path(database).chmod(PRIVATE_FILE)


def has_tables() -> bool:
    """Whether the database was prepared at all; a file that is not there is not made by asking."""
    database = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and not (database and Path(database).exists()):
        return False
    return sa.inspect(db.engine).has_table("organisation")


def revisions() -> tuple[Sequence[str], Sequence[str]]:
    """The migrations the database stands at, and those this version wants."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    with db.engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_heads()
    return there, ScriptDirectory(_MIGRATIONS).get_heads()


def find_migrations() -> None:
    """Let Flask-Migrate find the migrations of this application."""
    from flask_migrate import Migrate  # noqa: PLC0415 - as above

    Migrate(current_app, db, directory=_MIGRATIONS, render_as_batch=True)
