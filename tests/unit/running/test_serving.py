"""The supervisor starts a dead worker again and ends with the server."""

from __future__ import annotations

import sys
import time

from crm.running.serving import Child, Supervisor


def test_a_worker_that_dies_is_started_again() -> None:
    worker = Child("worker", [sys.executable, "-c", "raise SystemExit(3)"], restarted=True, pause=0.01)
    worker.start()
    assert worker.process is not None
    worker.process.wait()
    assert worker.look() is None
    assert worker.process is None
    worker.start_again_at = time.monotonic()
    worker.look()
    assert worker.process is not None
    worker.process.wait()


def test_everything_ends_with_the_server_and_its_exit_code() -> None:
    server = Child("server", [sys.executable, "-c", "raise SystemExit(4)"], restarted=False)
    worker = Child("worker", [sys.executable, "-c", "import time; time.sleep(60)"], restarted=True)
    supervisor = Supervisor([server, worker])
    assert supervisor.run() == 4
    assert worker.process is not None
    assert worker.process.returncode is not None
