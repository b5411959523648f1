"""What the worker does for joining: forgets requests whose address nobody confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.audit.services import Doing, begin, end
from crm.jobs.task import Task, Work
from crm.joining.services import forget_unconfirmed

FORGET = "joining.forget_unconfirmed"


def forget(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Delete what nobody confirmed in time."""
    with work.session() as session:
        begin(session, Doing(act=FORGET, at=work.now(), source="worker"))
        forgotten = forget_unconfirmed(session, work.now())
        session.commit()
        end(session)
    return {"forgotten": forgotten}


tasks: Mapping[str, Task] = {FORGET: forget}
