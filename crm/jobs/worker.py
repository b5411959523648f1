"""The worker: a process that runs due jobs, one after the other, until it is told to stop.

Any number of workers share the table; a job whose worker died is taken over when its lease has run out.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crm.jobs import services
from crm.jobs.models import Job
from crm.jobs.task import Every, StoppedError, Task, Work

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0

Companion = Callable[[threading.Event], None]
"""Work that never ends, done in a thread beside the jobs until the event is set: delivering mail."""

SessionMaker = Callable[[], AbstractContextManager[Session]]


class Worker:
    """Runs tasks by name; `stop` ends it after the work in hand."""

    def __init__(self, session: SessionMaker, tasks: Mapping[str, Task], schedule: Sequence[Every] = ()) -> None:
        """Keep what it runs; each worker has a name of its own."""
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._session = session
        self._tasks = tasks
        self._schedule = schedule
        self.stopped = threading.Event()

    def stop(self, *_signal: object) -> None:
        """End after the work in hand."""
        self.stopped.set()

    def run_until_stopped(self) -> None:
        """Poll and run jobs; SIGTERM and SIGINT stop it."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopped.is_set():
            try:
                self._schedule_what_recurs()
                idle = not self.run_one()
            except OperationalError:
                log.exception("the database does not answer; trying again")
                idle = True
            if idle:
                self.stopped.wait(POLL_SECONDS)

    def run_due(self) -> int:
        """Run every job that is due now, then return how many there were."""
        count = 0
        while self.run_one():
            count += 1
        return count

    def run_one(self) -> bool:
        """Run the job that is due longest; False when there is none."""
        with self._session() as session:
            job = services.claim(session, _now(), self.name)
            session.commit()
            claimed = None if job is None else (job.id, job.name, dict(job.arguments))
        if claimed is None:
            return False
        self._run(*claimed)
        return True

    def _run(self, job_id: int, name: str, arguments: dict[str, Any]) -> None:
        try:
            result = self._tasks[name](self._work(job_id), **arguments)
        except StoppedError:
            with self._session() as session:
                services.hand_back(session, _now(), self.name)
                session.commit()
        except Exception as error:  # a task may fail in any way: the job keeps the reason, the worker goes on
            log.exception("job %s (%s) failed", job_id, name)
            with self._session() as session:
                services.fail(session, _now(), job_id, self.name, f"{type(error).__name__}: {error}")
                session.commit()
        else:
            with self._session() as session:
                services.finish(session, _now(), job_id, self.name, result)
                session.commit()

    def _work(self, job_id: int) -> Work:
        def progress(done: int, total: int) -> None:
            with self._session() as session:
                services.renew(session, _now(), job_id, self.name, done, total)
                session.commit()
            if self.stopped.is_set():
                raise StoppedError

        return Work(session=self._session, now=_now, progress=progress, stopping=self.stopped.is_set)

    def _schedule_what_recurs(self) -> None:
        now = _now()
        with self._session() as session:
            for every in self._schedule:
                key = f"every:{every.name}"
                # What a clock that ran ahead put in is not the last one: nothing would recur until its time comes.
                put_in = sa.select(sa.func.max(Job.created_at)).where(Job.name == every.name, Job.created_at <= now)
                last = session.scalar(put_in)
                if last is None or last + every.period <= now:
                    services.enqueue(session, now, every.name, key=key)
            session.commit()


@contextmanager
def beside(companions: Sequence[Companion], stopped: threading.Event) -> Iterator[None]:
    """Run companions in threads of their own while the block runs; they end after the work in hand."""
    threads = [threading.Thread(target=companion, args=(stopped,)) for companion in companions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _now() -> datetime:
    return datetime.now(UTC)
