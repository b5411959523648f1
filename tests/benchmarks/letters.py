"""Making letters: how long a batch takes against WeasyPrint alone on one core, and how much memory.

Run: .venv/bin/python tests/benchmarks/letters.py [--letters 1000]
"""

from __future__ import annotations

import argparse
import resource
import secrets
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.app import create_app
from crm.audit.services import Doing, begin
from crm.config import Settings
from crm.countries.models import Country
from crm.extensions import db
from crm.jobs.worker import Worker
from crm.letters.kinds import Channel
from crm.letters.models import Letter
from crm.letters.queries.outlook import outlook, setting_of
from crm.letters.services import batching
from crm.running.preparing import prepare_tables
from tests.support.posting import open_post

TODAY = date(2026, 3, 2)


def main() -> None:
    """Fill a database, make the letters, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1000)
    wanted = parser.parse_args().letters
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            base_url="http://localhost",
            instance_path=Path(folder),
            secret_key=secrets.token_hex(32),
            database_url=f"sqlite:///{folder}/crm.sqlite3",
        )
        with create_app(settings).app_context() as context:
            prepare_tables()
            prepare(wanted, settings.base_url)
            measure(Worker(session, context.app.extensions["tasks"]), wanted)
            db.engine.dispose()


def session() -> AbstractContextManager[Session]:
    """A session of the worker's own."""
    return Session(db.engine)


def prepare(wanted: int, base_url: str) -> None:
    """Put so many prospects of every State into the database, and start their letters."""
    now = datetime.now(UTC)
    with session() as opened:
        begin(opened, Doing(act="benchmark", at=now, source="benchmark"))
        post = open_post(opened, now)
        states = opened.scalars(sa.select(Country.iso2).order_by(Country.iso2)).all()
        for number in range(wanted):
            language = ("en", "fr", "es")[number % 3]
            post.person(f"Person Number {number}", states[number % len(states)], language=language)
        batch = post.batch(channel=Channel.BOTH)
        began = time.process_time()
        plan = outlook(opened, setting_of(opened, batch, TODAY, base_url), OPERATOR, now, TODAY)
        print(f"checked {len(plan.letters)} letters in {time.process_time() - began:.2f} s of CPU")
        batching.start(opened, OPERATOR, now, batch, plan)
        opened.commit()


def measure(worker: Worker, wanted: int) -> None:
    """Make them, and say what it took."""
    began = time.monotonic()
    worker.run_due()
    took = time.monotonic() - began
    own, presses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    with session() as opened:
        made = opened.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.file_name != "")) or 0
    print(f"made {made} of {wanted} in {took:.1f} s: {1000 * took / wanted:.0f} ms a letter")
    print(f"CPU of the presses {1000 * (presses.ru_utime + presses.ru_stime) / wanted:.0f} ms a letter")
    print(f"largest: worker {own.ru_maxrss // 1024} MiB, a press {presses.ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
