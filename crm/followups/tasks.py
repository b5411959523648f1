"""What the worker does for follow-ups: opens those that steps at home call for when they stall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from crm.audit.services import Doing, begin, end
from crm.followups.services import open_stalled
from crm.jobs.task import Every, Task, Work

STALLED = "followups.stalled_steps"


def stalled_steps(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Ask how stalled steps stand."""
    with work.session() as session:
        begin(session, Doing(act=STALLED, at=work.now(), source="worker"))
        opened = open_stalled(session, work.now())
        session.commit()
        end(session)
    return {"opened": opened}


tasks: Mapping[str, Task] = {STALLED: stalled_steps}
schedule: Sequence[Every] = (Every(STALLED, timedelta(hours=24)),)
