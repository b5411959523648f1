"""The daily copy that the worker makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from crm.backups.services import keep_daily
from crm.jobs.task import Task, Work

DAILY_COPY = "backups.daily_copy"


def daily_copy(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Make today's copy unless it is there, and drop those older than a week."""
    return {"copy": keep_daily(current_app.config["SETTINGS"], work.now()).name}


tasks: Mapping[str, Task] = {DAILY_COPY: daily_copy}
