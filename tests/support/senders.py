"""Sender processes that die where a test says: at a step of the mail server's, or around a commit of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import configure_mappers

from crm.digests.mailing import DigestKind
from crm.mail.models import Message, MessageState
from crm.mail.services import Delivery, deliver_due
from tests.support.mailing import KIND, Ledger, ledger_in, smtp_at
from tests.support.readers import BASE_URL
from tests.support.smtp import SmtpServer

END_SECONDS = 300
LOOK_EVERY_SECONDS = 0.05
SMALL_BATCH = 5
"""A sender claims few messages at once here, so that two of them have work at the same time."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["__main__", "psycopg", "crm.app", "tests.support.senders"])
configure_mappers()  # once, for all that are forked


class Commit(StrEnum):
    """The commits of a sender, each by the rows that are first seen in it; `{me}` is the sender's name."""

    CLAIM = "id = (SELECT min(id) FROM message WHERE leased_by = '{me}' HAVING count(body_started_at) = 0)"
    BODY = "state = 'sending' AND leased_by = '{me}' AND body_started_at IS NOT NULL"
    """Mostly the answer to the message before is written down in it too."""
    LAST_ANSWER = "state = 'sent' AND NOT EXISTS (SELECT 1 FROM message WHERE leased_by = '{me}')"

    @property
    def words(self) -> str:
        """Its name in the name of a test."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Death:
    """Where a sender kills itself: before or after a commit, once for each message of it that gets so far."""

    commit: Commit
    after: bool
    folder: str
    """Where it is noted for which message a sender died already."""

    def plant(self, engine: Engine, me: str) -> None:
        """Let this process die at its commits over an engine."""
        claimed: set[int] = set()

        @sa.event.listens_for(engine, "commit")
        def die(connection: Connection) -> None:
            claimed.update(_numbers(connection, f"leased_by = '{me}'"))
            for number in _numbers(connection, self.commit.format(me=me)):
                if number in claimed and self._is_new(number):
                    if self.after:
                        connection.connection.commit()
                    os.kill(os.getpid(), signal.SIGKILL)

    def _is_new(self, number: int) -> bool:
        try:
            os.close(os.open(Path(self.folder) / str(number), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        return True

    @property
    def count(self) -> int:
        """How many senders died of it."""
        return len(list(Path(self.folder).iterdir()))


def _numbers(connection: Connection, condition: str) -> Sequence[int]:
    """The ids of messages, asked in the transaction that is about to end."""
    rows = connection.connection.cursor().execute(f"SELECT id FROM message WHERE {condition} ORDER BY id")  # noqa: S608 - our own words
    return [row[0] for row in rows or ()]


@dataclass
class SmallBatches(Delivery):
    """A sender that claims few messages at once."""

    @property
    def batch_size(self) -> int:
        """How many."""
        return SMALL_BATCH


@dataclass
class Senders:
    """Processes that deliver what is due, started again as often as they die."""

    url: str
    server: SmtpServer
    death: Death | None = None
    count: int = 2
    running: dict[str, BaseProcess] = field(default_factory=dict)
    killed: int = 0
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def kill(self, name: str) -> None:
        """Kill the sender that greeted by this name, all where it has not greeted yet, and wait until it is dead."""
        with self._starting:
            for process in [self.running[name]] if name else list(self.running.values()):
                process.kill()
                wait([process.sentinel], END_SECONDS)

    def run(self) -> None:
        """Let them deliver until nothing is left to do, and put a new one in the place of each that dies."""
        end = time.monotonic() + END_SECONDS
        with ledger_in(self.url) as ledger:
            for _ in range(self.count):
                self._start()
            while self.running:
                assert time.monotonic() < end, f"the senders did not come to an end: {ledger.states()}"
                wait([process.sentinel for process in self.running.values()], 1)
                for name, process in list(self.running.items()):
                    if process.exitcode is not None:
                        self._bury(ledger, name, process)

    def _bury(self, ledger: Ledger, name: str, process: BaseProcess) -> None:
        """See how a sender ended; for one that was killed the time of its lease passes, and another takes its place."""
        del self.running[name]
        if process.exitcode == -signal.SIGKILL:
            self.killed += 1
            _let_lease_run_out(ledger, name)
            self._start()
        else:
            assert process.exitcode == 0

    def _start(self) -> None:
        settings = {"host": self.server.host, "port": self.server.port}
        name = f"sender{len(self.running)}-{self.killed}-{time.monotonic_ns()}.example"
        process = _processes.Process(target=_send, args=(self.url, settings, name, self.death), daemon=True)
        with self._starting:
            process.start()
            self.running[name] = process


def _let_lease_run_out(ledger: Ledger, name: str) -> None:
    with ledger.act() as session:
        session.execute(
            sa.update(Message)
            .where(Message.leased_by == name, Message.state == MessageState.SENDING)
            .values(lease_until=datetime.now(UTC) - timedelta(seconds=1))
        )


def _send(url: str, server: Mapping[str, Any], name: str, death: Death | None) -> None:
    """Be a sender: deliver until nothing that is due is left."""
    with ledger_in(url) as ledger:
        if death is not None:
            death.plant(ledger.engine, name)
        kinds = {KIND: DigestKind(BASE_URL, "friends@coalition.example")}
        way = smtp_at(server["host"], server["port"], our_name=name)
        delivery = ledger.delivery_over(way, SmallBatches, kinds=kinds, worker=name)
        while _has_work(ledger):
            deliver_due(delivery)
            time.sleep(LOOK_EVERY_SECONDS)


def _has_work(ledger: Ledger) -> bool:
    due = sa.and_(Message.state == MessageState.WAITING, Message.due_at <= datetime.now(UTC))
    with ledger.engine.connect() as connection:
        found = sa.select(Message.id).where(sa.or_(due, Message.state == MessageState.SENDING)).limit(1)
        return connection.scalar(found) is not None


@contextmanager
def senders_of(url: str, server: SmtpServer, death: Death | None = None) -> Iterator[Senders]:
    """Two senders, none of which outlives the test."""
    senders = Senders(url, server, death)
    try:
        yield senders
    finally:
        for process in senders.running.values():
            process.kill()
            process.join()
