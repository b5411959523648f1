"""What the worker does for follow-ups: opens those that stalled steps and questions without an answer call for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.audit.services import Doing, begin, end
from crm.followups.services import open_answers_due, open_stalled
from crm.jobs.task import Task, Work

STALLED = "followups.stalled_steps"
ANSWERS = "followups.answers_due"


def stalled_steps(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Ask how stalled steps stand."""
    with work.session() as session:
        begin(session, Doing(act=STALLED, at=work.now(), source="worker"))
        opened = open_stalled(session, work.now())
        session.commit()
        end(session)
    return {"opened": opened}


def answers_due(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Ask whether questions were answered."""
    with work.session() as session:
        begin(session, Doing(act=ANSWERS, at=work.now(), source="worker"))
        opened = open_answers_due(session, work.now())
        session.commit()
        end(session)
    return {"opened": opened}


tasks: Mapping[str, Task] = {STALLED: stalled_steps, ANSWERS: answers_due}
