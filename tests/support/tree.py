"""The files of the repository, as guard tests read them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the repository, also those not committed yet, by its path from the top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the git of whoever tests
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(path for path in sorted(map(Path, listed.stdout.split("\0"))) if (ROOT / path).is_file())


def files_of(*suffixes: str, under: str = "") -> list[Path]:
    """The files with one of these suffixes, by their paths from the top."""
    return [path for path in files() if path.suffix in suffixes and (not under or path.parts[0] == under)]


def text(path: Path | str) -> str:
    """What stands in a file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def features() -> list[str]:
    """The folders of the package that hold Python: one noun each."""
    return sorted(path.parts[1] for path in files() if path.parts[0] == "crm" and path.parts[2:] == ("__init__.py",))
