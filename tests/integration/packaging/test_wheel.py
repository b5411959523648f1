"""The package works away from its checkout: nothing it needs was left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.support.tree import ROOT, files

START_SECONDS = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel; what it depends on is lent from ours."""
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(place)
    (library,) = place.glob("lib/python*/site-packages")
    # A path file lends our libraries without running their own path files: our editable checkout stays out.
    (library / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
    subprocess.run([*install, "--python", str(place / "bin" / "python"), str(wheel)], check=True)
    return place / "bin"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a shell of somebody new has, and the place of their instance."""
    return {"PATH": os.defpath, "HOME": str(tmp_path), "CRM_INSTANCE_PATH": str(tmp_path / "instance")}


def run(programs: Path, environment: dict[str, str], *words: str) -> str:
    ended = subprocess.run(
        [str(programs / "crm"), *words],
        cwd=environment["HOME"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_wheel_holds_every_file_the_application_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        packed = set(opened.namelist())
    wanted = {str(path) for path in files() if path.parts[0] == "crm" and path.name != ".gitkeep"}
    wanted |= {f"crm/{path}" for path in files() if path.parts[0] in {"templates", "static"}}
    assert wanted - packed == set()
    assert {name for name in packed if not name.startswith(("crm/", "parliamentary_friends-"))} == set()


def test_the_command_comes_from_the_wheel(programs: Path, environment: dict[str, str]) -> None:
    where = subprocess.run(
        [str(programs / "python"), "-c", "import crm; print(crm.__file__)"],
        cwd=environment["HOME"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(programs.parent)
    assert "Commands:" in run(programs, environment, "--help")


def test_an_instance_is_set_up_and_served_away_from_the_checkout(programs: Path, environment: dict[str, str]) -> None:
    run(programs, environment, "init")
    assert '"state_party": 112' in run(programs, environment, "treaty", "status", "ccm", "--format", "json")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [str(programs / "crm"), "serve", "--port", str(port), "--processes", "1"],
        cwd=environment["HOME"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert answer(address + "/healthz") == b"ok"
        assert b"<h1" in answer(address + "/sign-in")
        assert answer(address + "/static/css/site.css") == (ROOT / "static/css/site.css").read_bytes()
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=START_SECONDS)
    assert server.returncode == 0
    assert f"Open {address}/ and start with this code" in said


def answer(address: str) -> bytes:
    """What the server answers, once it does."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=START_SECONDS) as answered:  # noqa: S310 - our own address
                return bytes(answered.read())
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise
        time.sleep(0.1)
