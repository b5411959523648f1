"""Print what starting costs against importing Flask and its extensions: `python tests/benchmarks/start.py`.

CPU time and peak memory of processes of their own, in interleaved rounds, so that a ratio is of one moment; then
the memory that a process of the server has for itself when it has answered some requests. All with compiled modules,
as an installation has them. A worker is measured at rest, and when each job that recurs has been due at once.
"""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

FOLDER = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(FOLDER))

from crm.accounts.models import SignIn, User
from crm.accounts.rights import Role
from crm.accounts.tokens import fingerprint
from crm.app import create_app
from crm.config import read_settings
from crm.extensions import db
from crm.jobs.services import enqueue
from crm.running.serving import server_command
from crm.workshop import TASKS

LIBRARIES = "import flask, flask_sqlalchemy, flask_login, flask_wtf, flask_mail"
COMMAND = "runpy.run_module('crm', run_name='__main__')"
PAGES = ("/", "/members/", "/countries/", "/actions/", "/digests/", "/follow-ups/")
OTHER_PAGES = ("/members/1", "/countries/KE", "/treaties/ccm", "/library/", "/letters/", "/reports/")
"""Pages of which a server makes few or none before it forks."""
ROUNDS_OF_PAGES = 20
PROCESSES = 2
WORKER_MOST, SERVER_MOST = 1.35, 25
AT_WORK = "the same with each recurring job due"
"""Printed without a goal: what it takes once there is work of every kind."""

MEASURED = (
    "import resource, runpy, sys; sys.argv = {argv!r}\n"
    "try: {what}\n"
    "except SystemExit: pass\n"
    "used = resource.getrusage(resource.RUSAGE_SELF)\n"
    # Not `ru_maxrss`: that begins with the peak of whoever started the process.
    "peak = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
    "print(used.ru_utime + used.ru_stime, int(peak) / 1024, file=sys.stderr)"
)


@dataclass(frozen=True)
class Start:
    """What one process took: CPU seconds and peak MiB."""

    cpu: float
    peak: float


def main() -> None:
    """Run the rounds and print the ratios, then the server's memory."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    rounds = arguments.parse_args().rounds
    starts: Mapping[str, Sequence[str]] = {
        "Flask and its extensions": [LIBRARIES],
        "crm --help": [COMMAND, "crm", "--help"],
        "a command (crm user list)": [COMMAND, "crm", "user", "list"],
        "a worker (crm worker --once)": [COMMAND, "crm", "worker", "--once"],
        AT_WORK: [COMMAND, "crm", "worker", "--once"],
        "a server, before it forks": ["import crm.app; crm.app.served()"],
    }
    with _instance() as environment:
        _round(starts, environment)  # compiles what is imported
        _print([_round(starts, environment) for _ in range(rounds)])
        own = _memory_of_servers(environment, PAGES)
        after_others = _memory_of_servers(environment, PAGES + OTHER_PAGES)
    print(f"a process of the server after requests: {max(own):.1f} MiB of its own (at most {SERVER_MOST})")
    print(f"the same after as many of other pages too: {max(after_others):.1f} MiB")


@contextmanager
def _instance() -> Iterator[Mapping[str, str]]:
    """An instance with an invented network, and what its processes are told."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        told = {"CRM_INSTANCE_PATH": folder, "PYTHONPATH": str(FOLDER), "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        environment = {**kept, **told}
        for command in ("init", "demo"):
            subprocess.run([sys.executable, "-m", "crm", command], env=environment, check=True, capture_output=True)
        subprocess.run([sys.executable, "-m", "crm", "worker", "--once"], env=environment, check=True)
        yield environment


def _round(starts: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> Mapping[str, Start]:
    """Start each of them once."""
    taken = {}
    for name, start in starts.items():
        if name == AT_WORK:
            _put_in_what_recurs(environment)
        taken[name] = _start(*start, environment=environment)
    return taken


def _put_in_what_recurs(environment: Mapping[str, str]) -> None:
    with create_app(read_settings(environment)).app_context(), Session(db.engine) as session:
        for name, line in TASKS.items():
            if line.every is not None:
                enqueue(session, datetime.now(UTC), name, key=f"every:{name}")
        session.commit()
        db.engine.dispose()


def _start(what: str, *argv: str, environment: Mapping[str, str]) -> Start:
    """What a process takes that does this."""
    program = MEASURED.format(argv=list(argv), what=what)
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    cpu, peak = done.stderr.splitlines()[-1].split()
    return Start(float(cpu), float(peak))


def _print(runs: Sequence[Mapping[str, Start]]) -> None:
    base, *others = runs[0]
    cpu, peak = (statistics.median(values) for values in zip(*((r[base].cpu, r[base].peak) for r in runs), strict=True))
    print(f"{base}: {cpu:.2f} s CPU, {peak:.0f} MiB")
    for name in others:
        ratio = statistics.median(run[name].cpu / run[base].cpu for run in runs)
        more = statistics.median(run[name].peak - run[base].peak for run in runs)
        wanted = ("", "") if name == AT_WORK else (f" (wanted: {WORKER_MOST})", " (wanted: 15)")
        print(f"{name}: {ratio:.2f} × its CPU{wanted[0]}, {more:+.0f} MiB{wanted[1]}")


def _memory_of_servers(environment: Mapping[str, str], pages: Sequence[str]) -> Sequence[float]:
    """MiB that each process of the server has for itself once they have answered a coordinator."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cookie = _signed_in(environment)
    server = subprocess.Popen(server_command("127.0.0.1", port, PROCESSES), env=environment)
    try:
        _wait_for(port)
        for _ in range(ROUNDS_OF_PAGES):
            for page in pages:
                address = f"http://127.0.0.1:{port}{page}"
                asked = urllib.request.Request(address, headers={"Cookie": cookie, "Connection": "close"})
                with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own server
                    answer.read()
                    if answer.url != address:
                        sys.exit(f"{page} led to {answer.url}")
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        return [_own(pid) for pid in children]
    finally:
        server.terminate()
        server.wait()


def _signed_in(environment: Mapping[str, str]) -> str:
    """The cookie of a coordinator of the invented network."""
    app, token, now = create_app(read_settings(environment)), secrets.token_hex(16), datetime.now(UTC)
    with app.app_context(), Session(db.engine) as session:
        user_id = session.scalars(sa.select(User.id).where(User.role == Role.COORDINATOR)).first()
        if user_id is None:
            sys.exit("The invented network has no coordinator.")
        session.add(SignIn(user_id=user_id, token_hash=fingerprint(token), created_at=now, last_seen_at=now))
        session.commit()
    signer = app.session_interface.get_signing_serializer(app)
    return f"crm={signer.dumps({'sign_in': token})}"


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The server does not answer.")


def _own(pid: str) -> float:
    """MiB that no other process shares with this one."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


if __name__ == "__main__":
    main()
