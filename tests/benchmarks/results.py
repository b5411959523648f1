"""Print what it costs to count what came of digests at the size of the world: `python tests/benchmarks/results.py`.

CPU time of this process, the database's work inside it with SQLite. Fill the database first with seed.py
(`--members 50000 --actions 500000 --deliveries 5000000`); the numbers stay in it, so that pages.py finds them.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm.app import create_app
from crm.config import read_settings
from crm.digests.models import Digest
from crm.extensions import db
from crm.results.services import keep_numbers


def main() -> None:
    """Count every issue and keep its numbers, as the worker does."""
    app = create_app(read_settings(os.environ))
    taken: list[float] = []
    with app.app_context():
        session, at = db.session(), datetime.now(UTC) + timedelta(days=60)
        digests = session.scalars(sa.select(Digest).where(Digest.sent_at.is_not(None)).order_by(Digest.id)).all()
        for digest in digests:
            before = time.process_time()
            keep_numbers(session, at, digest)
            session.commit()
            taken.append((time.process_time() - before) * 1000)
        deliveries = sum(digest.recipients for digest in digests)
    print(f"{len(digests)} issues, {deliveries:,} deliveries")
    print(f"one issue: {statistics.median(taken):.1f} ms, {max(taken):.1f} ms at most; all: {sum(taken) / 1000:.2f} s")


if __name__ == "__main__":
    main()
