"""What the worker does for accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.accounts.services import counting, signing_in
from crm.jobs.task import Task, Work


def tidy_accounts(work: Work, **arguments: Any) -> Mapping[str, Any] | None:
    """Delete sign-ins, links and counters that have run out."""
    del arguments
    with work.session() as session:
        signing_in.tidy(session, work.now())
        counting.tidy(session, work.now())
        session.commit()
    return None


tasks: Mapping[str, Task] = {"tidy_accounts": tidy_accounts}
