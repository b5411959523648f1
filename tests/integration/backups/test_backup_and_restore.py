"""A backup holds the whole state of an instance, also under load, and brings it back with mail frozen."""

from __future__ import annotations

import os
import resource
import stat
import tarfile
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from crm.accounts.models import Counter
from crm.backups.archive import BackupError
from crm.backups.services import back_up, keep_daily, restore
from crm.commandline import cli
from crm.config import Settings
from crm.db import make_engine
from crm.mail.models import MailControl

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD = 1_700_000_000.5


@pytest.fixture
def instance(settings: Settings, any_url: str) -> Settings:
    """The settings of an instance on either database."""
    return replace(settings, database_url=any_url)


def _add_pair(session: Session, number: int) -> None:
    """Two rows in one transaction: a consistent copy holds both or neither."""
    for half in ("left", "right"):
        session.add(Counter(key=f"{half}-{number}", window_starts_at=NOW, count=number))
    session.commit()


def _count(url: str) -> dict[str, int]:
    engine = make_engine(url)
    with Session(engine) as session:
        found = {
            half: session.scalar(sa.select(sa.func.count()).where(Counter.key.like(f"{half}-%"))) or 0
            for half in ("left", "right")
        }
    engine.dispose()
    return found


def test_a_backup_brings_back_rows_files_and_key_and_freezes_mail(instance: Settings, tmp_path: Path) -> None:
    engine = make_engine(instance.database_url)
    with Session(engine) as session:
        _add_pair(session, 1)
    (instance.instance_path / "uploads").mkdir()
    (instance.instance_path / "uploads" / "list.csv").write_text("name\n")
    os.utime(instance.instance_path / "uploads" / "list.csv", (OLD, OLD))
    target = tmp_path / "copy.crmbackup"
    back_up(instance, target, NOW)
    with Session(engine) as session:
        _add_pair(session, 2)
    engine.dispose()
    (instance.instance_path / "uploads" / "list.csv").unlink()

    restore(instance, target, NOW)

    assert _count(instance.database_url) == {"left": 1, "right": 1}
    assert (instance.instance_path / "uploads" / "list.csv").read_text() == "name\n"
    assert (instance.instance_path / "uploads" / "list.csv").stat().st_mtime == OLD
    assert (instance.instance_path / "secret_key").read_text().strip() == instance.secret_key
    with Session(engine) as session:
        assert session.get_one(MailControl, "all").reason.startswith("Restored from a backup")
    engine.dispose()


def test_a_backup_is_private_and_leaves_nothing_else_behind(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    back_up(settings, folder / "copy.crmbackup", NOW)
    assert [path.name for path in folder.iterdir()] == ["copy.crmbackup"]
    assert stat.S_IMODE((folder / "copy.crmbackup").stat().st_mode) == 0o600


@pytest.mark.parametrize("limit", [2**16, 2**21], ids=["for the copy of the database", "for the archive"])
def test_a_disk_without_room_is_one_line_and_leaves_nothing(settings: Settings, tmp_path: Path, limit: int) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (settings.instance_path / "noise").write_bytes(os.urandom(2**22))
    # No test may fill a disk: what no file may grow beyond fails in the same calls.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(BackupError, match=r"could not be written \(.*\): make room there, or name another folder"):
            back_up(settings, folder / "copy.crmbackup", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", [["backup"], ["members", "export", "--reason", "for us"]])
def test_a_command_writes_over_no_pipe(app: Flask, tmp_path: Path, command: list[str]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    # Somebody reads, so that whoever writes would not wait.
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        result = app.test_cli_runner().invoke(cli, [*command, str(pipe)])
    finally:
        os.close(reader)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "is not a file" in result.output
    assert result.output.count("\n") == 1
    assert pipe.is_fifo()
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644


def test_a_backup_under_load_is_consistent(instance: Settings, tmp_path: Path) -> None:
    engine = make_engine(instance.database_url)
    with Session(engine) as session:
        for number in range(50):
            _add_pair(session, number)
    ending = threading.Event()
    written: list[int] = []

    def write() -> None:
        with Session(engine) as session:
            number = 50
            while not ending.is_set():
                _add_pair(session, number)
                written.append(number)
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(instance, tmp_path / f"{number}.crmbackup", NOW)
    finally:
        ending.set()
        writer.join()
        engine.dispose()
    assert written
    for number in range(3):
        restore(instance, tmp_path / f"{number}.crmbackup", NOW)
        found = _count(instance.database_url)
        assert found["left"] == found["right"] >= 50


def test_a_damaged_or_foreign_file_changes_nothing(instance: Settings, tmp_path: Path) -> None:
    engine = make_engine(instance.database_url)
    with Session(engine) as session:
        _add_pair(session, 1)
    target = tmp_path / "copy.crmbackup"
    back_up(instance, target, NOW)
    content = target.read_bytes()
    for damaged in (content[: len(content) // 2], b"not a backup", b""):
        target.write_bytes(damaged)
        with pytest.raises(BackupError, match="nothing was restored"):
            restore(instance, target, NOW)
    assert _count(instance.database_url) == {"left": 1, "right": 1}
    with Session(engine) as session:
        assert session.get(MailControl, "all") is None
    engine.dispose()


@pytest.mark.parametrize("name", ["files/../../outside", "/outside", "elsewhere"])
def test_a_file_that_would_land_elsewhere_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    target = tmp_path / "copy.crmbackup"
    with tarfile.open(target, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupError, match="holds things that no backup of ours holds"):
        restore(settings, target, NOW)


def test_a_backup_of_the_other_engine_is_refused(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "copy.crmbackup"
    back_up(settings, target, NOW)
    elsewhere = replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(BackupError, match="this backup is of sqlite"):
        restore(elsewhere, target, NOW)


def test_daily_copies_are_kept_seven_days_and_nothing_else_is_dropped(settings: Settings) -> None:
    folder = settings.instance_path / "backups"
    for day in range(10):
        keep_daily(settings, NOW + timedelta(days=day))
    (folder / "mine.crmbackup").write_text("kept by hand")
    keep_daily(settings, NOW + timedelta(days=10))
    names = sorted(path.name for path in folder.iterdir())
    assert names == [*(f"daily-2026-03-{day:02}.crmbackup" for day in range(6, 13)), "mine.crmbackup"]
