"""A real PostgreSQL server for one run of the tests: no service, no fixed port, as root or not."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict

import psycopg
from psycopg import sql
from sqlalchemy import make_url

DRIVER = "postgresql+psycopg"
START_SECONDS = 20
MISSING = "The tests need PostgreSQL: apt-get install postgresql, or set CRM_TEST_POSTGRES_URL"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "max_connections": "60",
    "shared_buffers": "64MB",
    # The data lives as long as the tests do: nothing needs to survive a crash.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
}


class _Owner(TypedDict, total=False):
    """Whom the server runs as; empty for ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@contextmanager
def postgres_server() -> Iterator[str]:
    """Give the address of a server: the one in CRM_TEST_POSTGRES_URL, else one of our own, stopped afterwards."""
    given = os.environ.get("CRM_TEST_POSTGRES_URL")
    if given:
        yield str(make_url(given).set(drivername=DRIVER).render_as_string(hide_password=False))
        return
    programs = _find_programs()
    owner = _unprivileged()
    # The path of a Unix socket may have 107 bytes: stay close to the root.
    with tempfile.TemporaryDirectory(prefix="crm-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if owner:
            os.chown(home, owner["user"], owner["group"])
        _make_cluster(programs, home, owner)
        with _running(programs, home, owner) as url:
            yield url


@contextmanager
def database(server: str, name: str, template: str | None = None) -> Iterator[str]:
    """Make a database on a server, as a copy of another when a template is named, and drop it afterwards."""
    create_database(server, name, template)
    try:
        yield address_of(server, name)
    finally:
        _run(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def create_database(server: str, name: str, template: str | None = None) -> None:
    """Make a database on a server that stays as long as the server does."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _run(server, statement.format(sql.Identifier(name), sql.Identifier(template or "template0")))


def address_of(server: str, name: str) -> str:
    """The address of one database of a server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        connection.execute(statement)


def _plain(url: str) -> str:
    return url.replace(DRIVER, "postgresql", 1)


def _find_programs() -> Path:
    """The folder of `initdb` and `postgres`: the newest one Debian has, else the one on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError(MISSING)
    return Path(found).parent


def _unprivileged() -> _Owner:
    """PostgreSQL refuses to run as root: name a user it may run as."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    message = "running as root, and there is no other user to run PostgreSQL as"
    raise RuntimeError(message)


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(home)}


def _make_cluster(programs: Path, home: Path, owner: _Owner) -> None:
    made = subprocess.run(
        [
            str(programs / "initdb"),
            f"--pgdata={home / 'data'}",
            "--username=crm",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        check=False,
        env=_environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        **owner,
    )
    if made.returncode:
        raise RuntimeError(made.stderr)


@contextmanager
def _running(programs: Path, home: Path, owner: _Owner) -> Iterator[str]:
    port = _free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
    command = [str(programs / "postgres"), "-D", str(home / "data")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = home / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=_environment(home),
            cwd=home,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread of ours has started yet
            **owner,
        )
    url = f"{DRIVER}://crm@127.0.0.1:{port}/postgres"
    try:
        _wait_until_it_answers(process, url, log)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(_plain(url), connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError(log.read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """On Linux: let no server stay behind when the tests are killed."""
    with suppress(OSError, AttributeError):
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)
