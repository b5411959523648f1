"""Jobs are kept in the database and run by any worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from crm.db import make_engine
from crm.jobs import services
from crm.jobs.models import Job, JobState
from crm.jobs.task import Every, Task, Work
from crm.jobs.worker import Worker

Opener = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def opener(sqlite_url: str) -> Opener:
    engine = make_engine(sqlite_url)
    return lambda: Session(engine)


def put(opener: Opener, name: str, **arguments: Any) -> None:
    with opener() as session:
        services.enqueue(session, datetime.now(UTC), name, arguments=arguments)
        session.commit()


def states(opener: Opener) -> list[tuple[JobState, int, str]]:
    with opener() as session:
        return [(job.state, job.attempts, job.error) for job in session.scalars(sa.select(Job).order_by(Job.id))]


def greet(_work: Work, **arguments: Any) -> Mapping[str, Any]:
    return {"said": f"Hello {arguments['whom']}"}


def test_a_job_runs_once_with_its_arguments(opener: Opener) -> None:
    put(opener, "greet", whom="Amina")
    assert Worker(opener, {"greet": greet}).run_due() == 1
    with opener() as session:
        job = session.scalars(sa.select(Job)).one()
        assert (job.state, job.result) == (JobState.DONE, {"said": "Hello Amina"})


def test_a_job_that_fails_keeps_its_reason_and_waits_to_be_tried_again(opener: Opener) -> None:
    put(opener, "greet")
    worker = Worker(opener, {"greet": greet})
    assert worker.run_one()
    assert not worker.run_one()
    assert states(opener) == [(JobState.WAITING, 1, "KeyError: 'whom'")]


def test_a_job_is_given_up_after_its_last_attempt(opener: Opener) -> None:
    put(opener, "greet")
    with opener() as session:
        session.execute(sa.update(Job).values(attempts=services.MAX_ATTEMPTS - 1))
        session.commit()
    Worker(opener, {"greet": greet}).run_one()
    assert states(opener)[0][0] is JobState.FAILED


def test_a_job_under_which_every_worker_died_is_given_up(opener: Opener) -> None:
    put(opener, "greet", whom="Amina")
    now = datetime.now(UTC)
    with opener() as session:
        for attempt in range(services.MAX_ATTEMPTS):
            assert services.claim(session, now + attempt * 2 * services.LEASE, "doomed")
        later = now + services.MAX_ATTEMPTS * 2 * services.LEASE
        assert services.claim(session, later, "next") is None
        session.commit()
    assert states(opener) == [(JobState.FAILED, services.MAX_ATTEMPTS, services.KILLED)]


def test_a_job_under_a_lease_is_nobody_elses_until_the_lease_runs_out(opener: Opener) -> None:
    put(opener, "greet", whom="Amina")
    now = datetime.now(UTC)
    with opener() as session:
        assert services.claim(session, now, "first")
        assert services.claim(session, now, "second") is None
        assert services.claim(session, now + services.LEASE + timedelta(seconds=1), "second")


def test_a_key_names_one_unfinished_job(opener: Opener) -> None:
    now = datetime.now(UTC)
    with opener() as session:
        first = services.enqueue(session, now, "greet", key="greet:1")
        assert services.enqueue(session, now, "greet", key="greet:1").id == first.id


def test_a_stopped_worker_hands_its_job_back(opener: Opener) -> None:
    def endless(work: Work, **_arguments: Any) -> None:
        worker.stop()
        work.progress(1, 2)

    put(opener, "endless")
    tasks: Mapping[str, Task] = {"endless": endless}
    worker = Worker(opener, tasks)
    worker.run_one()
    assert states(opener) == [(JobState.WAITING, 0, "")]


def test_what_recurs_is_put_in_once_a_period_over_all_workers(opener: Opener) -> None:
    schedule = [Every("greet", timedelta(days=1))]
    for _ in range(3):
        Worker(opener, {"greet": greet}, schedule)._schedule_what_recurs()
    assert len(states(opener)) == 1


def test_what_recurs_goes_on_when_a_clock_that_ran_ahead_is_right_again(opener: Opener) -> None:
    schedule, tasks = [Every("nothing", timedelta(hours=1))], {"nothing": lambda _work: None}
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        worker = Worker(opener, tasks, schedule)
        worker._schedule_what_recurs()
        worker.run_one()
    Worker(opener, tasks, schedule)._schedule_what_recurs()
    assert [state for state, *_rest in states(opener)] == [JobState.DONE, JobState.WAITING]


def test_workers_that_start_at_the_same_moment_put_in_what_recurs_once(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    workers = [Worker(lambda: Session(engine), {}, [Every("greet", timedelta(days=1))]) for _ in range(4)]
    together = threading.Barrier(len(workers))
    faults: list[Exception] = []

    def begin(worker: Worker) -> None:
        together.wait()
        try:
            worker._schedule_what_recurs()
        except Exception as fault:  # noqa: BLE001 - a thread's fault is told here
            faults.append(fault)

    for round_ in range(5):
        with Session(engine) as session:
            session.execute(sa.delete(Job))
            session.commit()
        threads = [threading.Thread(target=begin, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (round_, faults) == (round_, [])
        assert len(states(lambda: Session(engine))) == 1
    engine.dispose()
