"""What the worker does for the library: throws away the files of documents that were taken out a while ago."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from crm.jobs.task import Task, Work
from crm.library.services.tidying import throw_files_away

TIDY = "library.tidy"


def tidy(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Throw away files that nobody needs any more."""
    with work.session() as session:
        return {"thrown_away": throw_files_away(session, work.now(), current_app.config["SETTINGS"].instance_path)}


tasks: Mapping[str, Task] = {TIDY: tidy}
