"""Delivering mail beside the jobs of a worker."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from crm.config import Settings
from crm.mail.services import deliver_due

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


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
