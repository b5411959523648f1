"""The production server with the worker beside it: two children, looked after until a signal ends them."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

WORKER_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.25
GRACE_SECONDS = 40.0
PR_SET_PDEATHSIG = 1


def server_command(host: str, port: int, processes: int) -> Sequence[str]:
    """The command line of the server: gunicorn with threads, no control socket."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, "-m", "gunicorn", "crm.app:served()", "--bind", bind, "--worker-class", "gthread"]
    command += ["--workers", str(processes), "--threads", "4", "--timeout", "60", "--graceful-timeout", "30"]
    command += ["--umask", "0o077", "--log-level", "warning", "--preload", "--no-control-socket"]
    # Who may hand on a client's address is decided once, by CRM_TRUSTED_PROXY; gunicorn itself trusts nobody.
    return [*command, "--forwarded-allow-ips", ""]


def worker_command() -> Sequence[str]:
    """The command line of the background worker."""
    return [sys.executable, "-m", "crm", "worker"]


@dataclass
class Child:
    """One process that is kept running: started again, ever more slowly, when it dies."""

    name: str
    command: Sequence[str]
    restarted: bool
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = WORKER_PAUSE_SECONDS
    start_again_at: float = 0.0

    def start(self) -> None:
        """Start the process; it gets SIGTERM when we die, however we die."""
        self.started_at = time.monotonic()
        # A group of its own: Ctrl-C reaches us alone, and we end the children in order.
        self.process = subprocess.Popen(self.command, preexec_fn=_end_with_parent, process_group=0)  # noqa: PLW1509, S603 - one thread, our own words

    def look(self) -> int | None:
        """Start the process again when its time has come; the exit code of one that is not to be restarted."""
        if self.process is None:
            if time.monotonic() >= self.start_again_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None or not self.restarted:
            return code
        steady = time.monotonic() - self.started_at > STEADY_SECONDS
        self.pause = WORKER_PAUSE_SECONDS if steady else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.start_again_at = time.monotonic() + self.pause
        self.process = None
        sys.stderr.write(f"The {self.name} ended with code {code}; it starts again in {self.pause:.0f} s.\n")
        return None

    def stop(self) -> None:
        """Ask the process to end after what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end of the process; past the time it is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Supervisor:
    """Keeps the server and the worker running until SIGTERM or SIGINT, or until the server ends."""

    children: Sequence[Child]
    ending: bool = field(default=False, init=False)

    def run(self) -> int:
        """Run until the end; gives the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        code: int | None = None
        for child in self.children:
            child.start()
        while not self.ending and code is None:
            time.sleep(LOOK_EVERY_SECONDS)
            codes = [child.look() for child in self.children]
            code = next((each for each in codes if each is not None), None)
        for child in self.children:
            child.stop()
        until = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            child.wait(until)
        return code or 0

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True


def _end_with_parent() -> None:
    # A killed supervisor must not leave a server behind that holds the port. Only Linux knows this call.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
