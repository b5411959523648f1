"""Worker processes of the real command line, to be killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from crm.workshop import KINDS, TASKS

POLL_SECONDS = 0.002
END_SECONDS = 30

# Each worker is forked from a process that has only imported the product: it starts in a moment, with nothing of ours.
_processes = multiprocessing.get_context("forkserver")
_work = {"crm.sending", *(line.module for line in TASKS.values()), *KINDS.values()}
_processes.set_forkserver_preload(["crm.commandline", "crm.jobs.cli", "crm.tables", "crm.keepers", *sorted(_work)])


@dataclass
class Workers:
    """Some `crm worker` processes with settings of their own."""

    environment: dict[str, str]
    count: int
    running: list[BaseProcess] = field(default_factory=list)
    killed: int = 0

    def start(self) -> None:
        """Start them."""
        self.running = [
            _processes.Process(target=_run_worker, args=(dict(self.environment),), daemon=True)
            for _ in range(self.count)
        ]
        for process in self.running:
            process.start()

    def kill(self) -> None:
        """Kill them all with SIGKILL."""
        self.killed += sum(process.is_alive() for process in self.running)
        self._signal(signal.SIGKILL)

    def stop(self) -> Sequence[int | None]:
        """Ask them to stop; gives their exit codes."""
        self._signal(signal.SIGTERM)
        return [process.exitcode for process in self.running]

    def _signal(self, number: signal.Signals) -> None:
        for process in self.running:
            if process.pid is not None and process.is_alive():
                os.kill(process.pid, number)
        for process in self.running:
            process.join(END_SECONDS)


def _run_worker(environment: Mapping[str, str]) -> None:
    """Be `crm worker`."""
    os.environ.update(environment)
    sys.argv = ["crm", "worker"]
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open as long as the process lives
    from crm.commandline import main  # noqa: PLC0415 - imported in the worker's own process

    main()


def wait_until(true: Callable[[], bool], what: str, seconds: float = 30, look_every: float = POLL_SECONDS) -> None:
    """Wait until something is true; fails when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(look_every)
    message = f"in {seconds} s it never came to this: {what}"
    raise AssertionError(message)
