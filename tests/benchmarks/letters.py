"""Making letters with two enclosures: how long a batch takes, and how memory grows from a small batch to a large one.

Run: .venv/bin/python tests/benchmarks/letters.py [--letters 1000] [--against 100]
"""

from __future__ import annotations

import argparse
import os
import resource
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.app import create_app
from crm.audit.services import Doing, begin
from crm.config import Settings
from crm.countries.models import Country
from crm.extensions import db
from crm.jobs.worker import Worker
from crm.letters.kinds import Channel
from crm.letters.models import Letter, LetterBatch
from crm.letters.queries.outlook import outlook, setting_of
from crm.letters.services import batching
from crm.running.preparing import prepare_tables
from tests.support.posting import open_post

TODAY = date(2026, 3, 2)
ENCLOSED = ("how-to-join", "the-problem")
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Made:
    """What making one batch took."""

    letters: int
    seconds: float
    cpu: float
    worker: int
    press: int


def main() -> None:
    """Make a small batch and a large one, each in processes of its own, and print the figures with their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--against", type=int, default=100)
    wanted = parser.parse_args()
    small, large = (_batch_of(number) for number in (wanted.against, wanted.letters))
    for made in (small, large):
        print(
            f"{made.letters} letters with {len(ENCLOSED)} enclosures in {made.seconds:.1f} s: "
            f"{1000 * made.cpu / made.letters:.0f} ms of CPU a letter; "
            f"at most {made.worker} MiB in the worker, {made.press} MiB in a press"
        )
    for name, few, many in (
        ("the worker", small.worker, large.worker),
        ("a press", small.press, large.press),
    ):
        print(f"memory of {name} at {large.letters} against {small.letters} letters: {many / few:.2f}")


def _batch_of(letters: int) -> Made:
    """Prepare a batch in one process, make it in another, so that only making is measured."""
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        settings = Settings(
            base_url="http://localhost",
            instance_path=Path(folder),
            secret_key=secrets.token_hex(32),
            database_url=f"sqlite:///{folder}/crm.sqlite3",
        )
        pool.apply(prepare, (settings, letters))
        return pool.apply(measure, (settings, letters))


def session() -> AbstractContextManager[Session]:
    """A session of the worker's own."""
    return Session(db.engine)


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """The application with its database."""
    app = create_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


def prepare(settings: Settings, wanted: int) -> None:
    """Put so many prospects of every State into the database, and start their letters."""
    now = datetime.now(UTC)
    with opened(settings), session() as held:
        prepare_tables()
        begin(held, Doing(act="benchmark", at=now, source="benchmark"))
        post = open_post(held, now)
        states = held.scalars(sa.select(Country.iso2).order_by(Country.iso2)).all()
        for number in range(wanted):
            language = ("en", "fr", "es")[number % 3]
            post.person(f"Person Number {number}", states[number % len(states)], language=language)
        batch = post.batch(channel=Channel.BOTH, enclosures=ENCLOSED)
        plan = outlook(held, setting_of(held, batch, TODAY, settings.base_url), OPERATOR, now, TODAY)
        batching.start(held, OPERATOR, now, batch, plan)
        held.commit()


def measure(settings: Settings, wanted: int) -> Made:
    """Make them, looking at memory all the while."""
    with opened(settings) as app:
        done = threading.Event()
        most: dict[str, int] = {}
        watch = threading.Thread(target=_watch, args=(done, most))
        watch.start()
        began, used = time.monotonic(), _cpu()
        Worker(session, app.extensions["tasks"]).run_due()
        took, used = time.monotonic() - began, _cpu() - used
        done.set()
        watch.join()
        with session() as held:
            made = held.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.file_name != ""))
            pages = held.scalar(sa.select(LetterBatch.print_pages))
        if made != wanted or not pages:
            message = f"{made} of {wanted} letters were made, on {pages} pages"
            raise RuntimeError(message)
        own = most.pop("self")
        return Made(wanted, took, used, own, max(most.values(), default=0))


def _cpu() -> float:
    """Seconds of CPU of this process and of those it waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _watch(done: threading.Event, most: dict[str, int]) -> None:
    """Keep the peak memory of this process and of each press that it started, in MiB."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while not done.wait(LOOK_SECONDS):
        for name in ("self", *children.read_text(encoding="ascii").split()):
            most[name] = max(most.get(name, 0), _peak(name))


def _peak(process: str) -> int:
    place = Path("/proc") / process
    try:
        lines = (place / "status").read_text(encoding="ascii").splitlines()
        counts = process == "self" or b"crm.letters.press" in (place / "cmdline").read_bytes()
    except OSError:
        counts = False
    if not counts:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
