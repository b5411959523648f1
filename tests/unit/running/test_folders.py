"""The instance folder is private, and its key is written once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from crm.running.folders import ensure_secret_key, make_private


def test_folder_and_key_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(tmp_path / "instance")
        ensure_secret_key(tmp_path / "instance")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_is_there_is_kept(tmp_path: Path) -> None:
    assert ensure_secret_key(tmp_path)
    first = (tmp_path / "secret_key").read_text()
    assert not ensure_secret_key(tmp_path)
    assert (tmp_path / "secret_key").read_text() == first
    assert len(first.strip()) >= 32
