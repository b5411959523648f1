"""What the worker can run: tasks, and how often some of them are due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session


class StoppedError(Exception):
    """The worker was asked to stop: a task raises it between two pieces of work to be run again later."""


@dataclass(frozen=True)
class Work:
    """What a task may use: sessions of its own, the time, and a way to say how far it is.

    `progress(done, total)` also renews the lease and raises StoppedError when the worker is to stop.
    """

    session: Callable[[], AbstractContextManager[Session]]
    now: Callable[[], datetime]
    progress: Callable[[int, int], None]
    stopping: Callable[[], bool]


class Task(Protocol):
    """Work done in the background, named in a job with its arguments; run twice, it does no harm."""

    def __call__(self, work: Work, **arguments: Any) -> Mapping[str, Any] | None:
        """Do it, and give what is worth keeping."""


@dataclass(frozen=True)
class Every:
    """A task that is due again and again, once over all workers."""

    name: str
    period: timedelta
