"""Copying a whole database out and in while others use it: SQLite's own backup, PostgreSQL's own dump."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from crm.backups.archive import BackupError

POSTGRESQL_FOLDERS = "/usr/lib/postgresql"


def copy_out(url: str, target: Path) -> None:
    """Write one consistent copy of the database, as it stood at one instant."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        if not Path(str(address.database)).exists():
            message = "there is no database yet: run crm init first"
            raise BackupError(message)
        with closing(sqlite3.connect(str(address.database))) as source, closing(sqlite3.connect(target)) as copy:
            source.execute("PRAGMA busy_timeout=10000")
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    _run("pg_dump", address, "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--file", str(target))


def copy_in(url: str, source: Path) -> None:
    """Put a copy in the place of everything the database holds, wholly or not at all."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(str(address.database))) as target:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                message = "the backup's database is damaged; nothing was restored"
                raise BackupError(message)
            target.execute("PRAGMA busy_timeout=10000")
            target.execute("PRAGMA journal_mode=WAL")
            copy.backup(target)
        Path(str(address.database)).chmod(0o600)
        return
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", address, *options, "--dbname", str(address.database), str(source))


def _run(program: str, address: sa.URL, *options: str) -> None:
    # The password travels in the environment, where other users of the machine can't read it.
    environment = dict(os.environ, PGDATABASE=str(address.database))
    for name, value in (
        ("PGHOST", address.host or address.query.get("host")),
        ("PGPORT", address.port or address.query.get("port")),
        ("PGUSER", address.username),
        ("PGPASSWORD", address.password),
    ):
        if value is not None:
            environment[name] = str(value)
    command = [_program(program), *options]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words only
    if result.returncode != 0:
        message = f"{program} failed: {result.stderr.strip()[-500:]}"
        raise BackupError(message)


def _program(name: str) -> str:
    """The newest of PostgreSQL's programs on this machine: an older one refuses a newer server."""
    found = sorted(Path(POSTGRESQL_FOLDERS).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found:
        return str(found[-1])
    folders = [Path(folder) / name for folder in os.environ.get("PATH", "").split(os.pathsep)]
    for path in folders:
        if path.exists():
            return str(path)
    message = f"{name} is not installed: install PostgreSQL's client programs"
    raise BackupError(message)
