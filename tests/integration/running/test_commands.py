"""`crm init`, `crm serve` and `crm doctor` as an operator meets them."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest

CRM = (sys.executable, "-m", "crm")


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """The environment of an instance that is not there yet."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    return kept | {"CRM_INSTANCE_PATH": str(tmp_path / "instance")}


def _crm(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CRM, *words], env=environment, capture_output=True, text=True, check=False)


def test_init_is_private_and_safe_to_repeat(environment: Mapping[str, str], tmp_path: Path) -> None:
    assert _crm(environment, "init").returncode == 0
    key = (tmp_path / "instance" / "secret_key").read_text()
    again = _crm(environment, "init")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "instance" / "secret_key").read_text() == key
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "instance").iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_serve_and_doctor_say_when_nothing_is_set_up(environment: Mapping[str, str]) -> None:
    served = _crm(environment, "serve")
    assert served.returncode == 1
    assert "crm init" in served.stderr
    looked = _crm(environment, "doctor")
    assert looked.returncode == 1
    assert "crm init" in looked.stdout


def test_an_empty_instance_prints_its_start_code_serves_and_ends_on_sigterm(environment: Mapping[str, str]) -> None:
    _crm(environment, "init")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*CRM, "serve", "--port", str(port), "--processes", "1"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as served:
        try:
            answer = _wait_for(f"http://127.0.0.1:{port}/healthz")
        finally:
            served.send_signal(signal.SIGTERM)
            said = served.communicate(timeout=60)[0]
    assert answer == b"ok"
    assert served.returncode == 0
    assert re.search(r"start with this code: [\w-]{8,}", said)
    assert f"Listening on http://127.0.0.1:{port}" in said


def _wait_for(address: str) -> bytes:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                return bytes(answer.read())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_a_handed_out_link_opens_the_sign_in_page_and_the_unknown_get_none(environment: Mapping[str, str]) -> None:
    _crm(environment, "init")
    _crm(environment, "user", "add", "asha@coalition.example", "--role", "staff")
    link = _crm(environment, "user", "link", "asha@coalition.example")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in/link/\S{20,}\n", link.stdout)
    unknown = _crm(environment, "user", "link", "nobody@coalition.example")
    assert unknown.returncode == 1
    assert unknown.stdout == ""
