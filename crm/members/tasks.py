"""What the worker does for people: large files looked through and taken in, old uploads thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from crm.audit.services import Doing, begin
from crm.jobs.task import Task, Work
from crm.members.models import ImportRun
from crm.members.services import import_runs

CHECK, TAKE_IN, TIDY = "members.check_upload", "members.take_in", "members.tidy_uploads"


def check_upload(work: Work, **arguments: Any) -> Mapping[str, Any]:
    """Look through an upload."""
    with work.session() as session:
        run = session.get_one(ImportRun, arguments["run_id"])
        if run.state == import_runs.UPLOADED:
            begin(session, Doing(act=CHECK, at=work.now(), actor_id=run.by_user_id, source="worker"))
            import_runs.check_upload(session, work.now(), _instance(), run)
            session.commit()
    return {"run": arguments["run_id"]}


def take_in(work: Work, **arguments: Any) -> Mapping[str, Any]:
    """Take an upload in; done once, also when run twice."""
    with work.session() as session:
        run = session.get_one(ImportRun, arguments["run_id"])
        if run.state == import_runs.APPLYING:
            begin(session, Doing(act=TAKE_IN, at=work.now(), actor_id=run.by_user_id, source="worker"))
            import_runs.take_in(session, work.now(), _instance(), run)
            session.commit()
    return {"run": arguments["run_id"]}


def tidy_uploads(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Throw away uploads that nobody confirmed."""
    with work.session() as session:
        count = import_runs.tidy(session, work.now(), _instance())
        session.commit()
    return {"discarded": count}


def _instance() -> Any:
    return current_app.config["SETTINGS"].instance_path


tasks: Mapping[str, Task] = {CHECK: check_upload, TAKE_IN: take_in, TIDY: tidy_uploads}
