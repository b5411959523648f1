"""What the worker does for digests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.audit.services import Doing, begin, end
from crm.digests.services.sending import finish
from crm.jobs.task import Task, Work


def finish_digests(work: Work, **arguments: Any) -> Mapping[str, Any] | None:
    """Mark digests as sent of which no message waits any more."""
    del arguments
    with work.session() as session:
        begin(session, Doing(act="finish digests", at=work.now(), source="worker"))
        number = finish(session, work.now())
        session.commit()
        end(session)
    return {"finished": number}


tasks: Mapping[str, Task] = {"finish_digests": finish_digests}
