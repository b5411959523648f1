"""Everything done to jobs: put in, claimed under a lease, finished, tried again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.db import insert_of
from crm.jobs.models import Job, JobState

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=30)
KILLED = "the worker died under it each time"


def enqueue(
    session: Session,
    now: datetime,
    name: str,
    *,
    key: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
) -> Job:
    """Put in a job, in the transaction of its cause; with a key, an unfinished one is kept instead."""
    values = {"name": name, "key": key, "arguments": dict(arguments or {}), "created_at": now, "due_at": due_at or now}
    if key is not None:
        return _enqueue_once(session, key, values)
    job = Job(**values)
    session.add(job)
    session.flush()
    return job


def _enqueue_once(session: Session, key: str, values: Mapping[str, Any]) -> Job:
    insert = insert_of(session.get_bind().dialect.name)
    while True:
        unfinished = session.scalar(sa.select(Job).where(Job.key == key))
        if unfinished is not None:
            return unfinished
        # Another worker may put in the same at this moment, or finish it: the database decides who was first.
        session.execute(insert(Job).values(**values).on_conflict_do_nothing(index_elements=[Job.key]))


def claim(session: Session, now: datetime, worker: str) -> Job | None:
    """Take the job that is due longest, under a lease; two workers never get the same one."""
    _give_up_what_kills(session, now)
    due = (
        sa.select(Job.id)
        .where(
            sa.or_(
                sa.and_(Job.state == JobState.WAITING, Job.due_at <= now),
                sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now),
            )
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    number = session.scalar(due)
    if number is None:
        return None
    job = session.get_one(Job, number)
    job.state, job.leased_by, job.lease_until = JobState.RUNNING, worker, now + LEASE
    job.attempts += 1
    session.flush()
    return job


def _give_up_what_kills(session: Session, now: datetime) -> None:
    """A job under which the worker died at its last attempt is not tried again: a person sees it."""
    session.execute(
        sa.update(Job)
        .where(Job.state == JobState.RUNNING, Job.lease_until < now, Job.attempts >= MAX_ATTEMPTS)
        .values(state=JobState.FAILED, key=None, lease_until=None, ended_at=now, error=KILLED)
        .execution_options(synchronize_session="fetch")
    )


def renew(session: Session, now: datetime, job_id: int, worker: str, done: int, total: int) -> None:
    """Say how far a job is, and keep it; raises LookupError when the lease went to another worker."""
    kept = session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.leased_by == worker, Job.state == JobState.RUNNING)
        .values(progress_done=done, progress_total=total, lease_until=now + LEASE)
        .returning(Job.id)
    ).first()
    if kept is None:
        message = f"job {job_id} is no longer this worker's"
        raise LookupError(message)


def finish(session: Session, now: datetime, job_id: int, worker: str, result: Mapping[str, Any] | None) -> None:
    """Mark a job done; its key is free again."""
    session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.leased_by == worker)
        .values(
            state=JobState.DONE,
            key=None,
            lease_until=None,
            ended_at=now,
            error="",
            result=dict(result) if result is not None else None,
        )
    )


def fail(session: Session, now: datetime, job_id: int, worker: str, error: str) -> None:
    """Put a failed job back for later, or give it up after the last attempt; a person sees the error."""
    job = session.get_one(Job, job_id)
    if job.leased_by != worker:
        return
    job.error, job.lease_until = error[:2000], None
    if job.attempts >= MAX_ATTEMPTS:
        job.state, job.key, job.ended_at = JobState.FAILED, None, now
    else:
        job.state, job.due_at = JobState.WAITING, now + FIRST_PAUSE * 4 ** (job.attempts - 1)


def hand_back(session: Session, now: datetime, worker: str) -> None:
    """Give a stopping worker's jobs back at once, no attempt charged."""
    session.execute(
        sa.update(Job)
        .where(Job.leased_by == worker, Job.state == JobState.RUNNING)
        .values(state=JobState.WAITING, due_at=now, lease_until=None, attempts=Job.attempts - 1)
    )
