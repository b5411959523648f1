"""What a backup is: one private archive of a manifest, the database, the secret key and the instance's files."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a member, not a secret
FILES = "files"
LEFT_OUT = ("backups", "secret_key", "README.md")
"""Names in the instance folder that are not copied as files: the key is a member of its own."""


class BackupError(ValueError):
    """A backup can't be made or read; its text says why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    engine: str
    made_at: str
    version: str
    format: int = FORMAT


def state_files(instance: Path) -> Iterator[Path]:
    """The files of the instance folder that belong to its state, without the database and former backups."""
    for path in sorted(instance.rglob("*")):
        top = path.relative_to(instance).parts[0]
        if path.is_file() and not path.is_symlink() and top not in LEFT_OUT and ".sqlite3" not in path.name:
            yield path


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A private file beside the target, which takes its place only when it was written to the end."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def pack(target: Path, manifest: Manifest, database: Path, secret_key: str, instance: Path) -> None:
    """Write the archive."""
    with written_whole(target) as part, tarfile.open(part, "w:gz", compresslevel=1) as archive:
        _add_text(archive, MANIFEST, json.dumps(asdict(manifest)))
        archive.add(database, DATABASE)
        _add_text(archive, SECRET_KEY, secret_key)
        for path in state_files(instance):
            archive.add(path, str(PurePosixPath(FILES, *path.relative_to(instance).parts)))


def unpack(source: Path, folder: Path) -> Manifest:
    """Read an archive into a folder; raises BackupError when it is not one of ours or is damaged."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            members = archive.getmembers()
            if not all(member.isfile() and _expected(member.name) for member in members):
                message = f"{source} holds things that no backup of ours holds; nothing was restored"
                raise BackupError(message)
            for member in members:
                _extract(archive, member, folder)
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (tarfile.TarError, zlib.error, EOFError, OSError, TypeError, json.JSONDecodeError) as error:
        message = f"{source} is not a backup, or is damaged; nothing was restored ({error})"
        raise BackupError(message) from error
    if manifest.format != FORMAT or not (folder / DATABASE).exists():
        message = f"{source} was made by another version and can't be read here"
        raise BackupError(message)
    return manifest


def _expected(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name in {MANIFEST, DATABASE, SECRET_KEY} or (parts[:1] == (FILES,) and ".." not in parts)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file as old as it was; tarfile's own filters came only with Python 3.11.4."""
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    if content is not None:
        with content, target.open("wb") as out:
            shutil.copyfileobj(content, out)
        os.utime(target, (member.mtime, member.mtime))


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(content))
