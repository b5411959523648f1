"""The files of letters: under random names in the instance folder, their owner's alone."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path

FOLDER = "letters"
_NAME = re.compile(r"[0-9a-f]{32}\.pdf")


def new_name() -> str:
    """A name that nobody can guess."""
    return f"{secrets.token_hex(16)}.pdf"


def path_of(instance: Path, name: str) -> Path:
    """Where a file lies; raises ValueError for what is no name of ours."""
    if _NAME.fullmatch(name) is None:
        message = f"not the name of a letter's file: {name!r}"
        raise ValueError(message)
    return instance / FOLDER / name


def keep(instance: Path, content: bytes) -> str:
    """Keep a file whole, and give its name."""
    name = new_name()
    path = path_of(instance, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
    return name


def forget(instance: Path, name: str) -> None:
    """Delete a file; that it is gone already is no fault."""
    if name:
        path_of(instance, name).unlink(missing_ok=True)


def strays(instance: Path, known: Collection[str]) -> Collection[Path]:
    """Files that nothing names: left by a worker that died, or of people who are gone."""
    folder = instance / FOLDER
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.name not in known]
