"""Delivering mail beside the jobs of a worker, mending its times, taking mails of somebody erased from the outbox."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app

from crm.config import Settings
from crm.jobs.task import Task, Work
from crm.mail.outbox import forget
from crm.mail.services import deliver_due
from crm.mail.services.clocks import mend_times
from crm.mail.services.erasing import FORGET_FILES

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
MEND_TIMES = "mail.mend_times"


def deliver_until_stopped(app: Flask, stopped: threading.Event) -> None:
    """Deliver what is due, over as many connections as the settings allow, until told to stop."""
    settings: Settings = app.config["SETTINGS"]
    senders = [
        threading.Thread(target=_deliver_over_one_connection, args=(app, stopped))
        for _ in range(max(1, settings.mail_connections))
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def _deliver_over_one_connection(app: Flask, stopped: threading.Event) -> None:
    with app.app_context():
        delivery = app.extensions["delivery"](stopped.is_set)
        while not stopped.is_set():
            try:
                deliver_due(delivery)
            except Exception:  # whatever happened, mail goes on
                # The ledger keeps what was under way; it is taken up again when its lease has run out.
                log.exception("delivery was interrupted; trying again")
            stopped.wait(PAUSE_SECONDS)


def forget_files(work: Work, **arguments: Any) -> Mapping[str, Any]:  # noqa: ARG001 - of every task
    """Take the mails of somebody who was erased out of the outbox."""
    folder = current_app.config["SETTINGS"].instance_path / "outbox"
    return {"gone": forget(folder, arguments["files"])}


def mend_times_of_mail(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Bring back what a clock that ran ahead put off for longer than anything may be."""
    with work.session() as session:
        count = mend_times(session, work.now())
        session.commit()
    return {"mended": count}


tasks: Mapping[str, Task] = {FORGET_FILES: forget_files, MEND_TIMES: mend_times_of_mail}
