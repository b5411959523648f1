"""Making a backup, bringing one back with mail frozen, and keeping a week of daily copies."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import MailedToken, SignIn
from crm.backups.archive import DATABASE as DATABASE_MEMBER
from crm.backups.archive import FILES, SECRET_KEY, BackupError, Manifest, pack, unpack
from crm.backups.databases import copy_in, copy_out
from crm.config import Settings
from crm.db import make_engine
from crm.mail.models import MailControl
from crm.mail.services import ALL_MAIL

KEPT_DAYS = 7
_DAILY = re.compile(r"daily-(\d{4}-\d{2}-\d{2})\.crmbackup")


def back_up(settings: Settings, target: Path, now: datetime) -> int:
    """Write the whole state of the instance into one private file; gives its size in bytes.

    Raises BackupError, and leaves nothing behind, where it can't be written: most often the disk is full.
    """
    engine = sa.make_url(settings.database_url).get_backend_name()
    manifest = Manifest(
        engine=engine, made_at=now.isoformat(timespec="seconds"), version=version("parliamentary-friends")
    )
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / DATABASE_MEMBER
            copy_out(settings.database_url, copy)
            pack(target, manifest, copy, settings.secret_key, settings.instance_path)
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"{target} could not be written ({reason}): make room there, or name another folder"
        raise BackupError(message) from error
    return target.stat().st_size


def restore(settings: Settings, source: Path, now: datetime) -> Manifest:
    """Put a backup in the place of the instance's state; mail stays frozen until a person says go.

    Everybody signs in again, and links mailed before are dead. Raises BackupError, having changed nothing,
    when the file is no backup, is damaged, or was made on the other database engine.
    """
    engine = sa.make_url(settings.database_url).get_backend_name()
    settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.instance_path, prefix=".restore-") as name:
        folder = Path(name)
        manifest = unpack(source, folder)
        if manifest.engine != engine:
            message = f"this backup is of {manifest.engine}, the database set here is {engine}"
            raise BackupError(message)
        copy_in(settings.database_url, folder / DATABASE_MEMBER)
        _freeze(settings.database_url, manifest, now)
        if (folder / FILES).exists():
            shutil.copytree(folder / FILES, settings.instance_path, dirs_exist_ok=True)
        _restore_key(settings, (folder / SECRET_KEY).read_text())
    return manifest


def keep_daily(settings: Settings, now: datetime) -> Path:
    """Make today's copy unless it is there, and drop copies older than a week."""
    folder = settings.instance_path / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"daily-{now.date().isoformat()}.crmbackup"
    if not target.exists():
        back_up(settings, target, now)
    for path in folder.iterdir():
        match = _DAILY.fullmatch(path.name)
        if match and date.fromisoformat(match[1]) <= now.date() - timedelta(days=KEPT_DAYS):
            path.unlink()
    return target


def _freeze(url: str, manifest: Manifest, now: datetime) -> None:
    engine = make_engine(url)
    with Session(engine) as session:
        made = f"{datetime.fromisoformat(manifest.made_at):%d %B %Y, %H:%M} UTC"
        reason = f"Restored from a backup of {made}. Some of what waits here may have been sent since."
        session.merge(MailControl(subject=ALL_MAIL, stopped_at=now, reason=reason))
        session.execute(sa.delete(SignIn))
        session.execute(sa.delete(MailedToken))
        session.commit()
    engine.dispose()


def _restore_key(settings: Settings, key: str) -> None:
    """Bring the key back where it is kept in the folder; one given by the environment stays in force."""
    path = settings.instance_path / "secret_key"
    if key and not settings.secure:
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(key + "\n")
