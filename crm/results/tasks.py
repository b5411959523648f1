"""What the worker does for results: counts digests once they are sent, and every hour while something may come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.digests.models import Digest
from crm.jobs.task import Task, Work
from crm.results.queries import to_be_counted
from crm.results.services import keep_numbers

COUNT = "results.count_issues"


def count_issues(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Keep the numbers of digests, each in a transaction of its own."""
    with work.session() as session:
        numbers = [digest.id for digest in to_be_counted(session, work.now())]
    for place, number in enumerate(numbers):
        with work.session() as session:
            digest = session.get(Digest, number)
            if digest is not None:
                keep_numbers(session, work.now(), digest)
                session.commit()
        work.progress(place + 1, len(numbers))
    return {"counted": len(numbers)}


tasks: Mapping[str, Task] = {COUNT: count_issues}
