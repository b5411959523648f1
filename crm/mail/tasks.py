"""Delivering mail beside the jobs of a worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import flask_mail
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.config import Settings
from crm.extensions import db
from crm.mail.building import Sender
from crm.mail.outbox import Outbox
from crm.mail.services import Delivery, deliver_due
from crm.mail.smtp import Smtp
from crm.mail.transport import Transport

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


def delivery_of(app: Flask, stopping: Callable[[], bool], progress: Callable[[int], None]) -> Delivery:
    """Make a sender from the settings: to the mail server, or into the outbox while none is set."""
    settings: Settings = app.config["SETTINGS"]

    def sender(session: Session) -> Sender:
        names = sa.select(Organisation.sender_name, Organisation.name).limit(1)
        row = session.execute(names).first() or ("", "")
        return Sender(row[0] or row[1] or "Parliamentary Friends", settings.mail_from)

    return Delivery(
        engine=db.engine,
        kinds=app.extensions["kinds"],
        transport=transport_of(app),
        sender=sender,
        host=settings.host,
        rate=settings.mail_rate,
        lease=timedelta(seconds=settings.mail_lease_seconds),
        stopping=stopping,
        progress=progress,
    )


def transport_of(app: Flask) -> Transport:
    """The way out that the settings name."""
    settings: Settings = app.config["SETTINGS"]
    if settings.mail_server and not settings.demonstration:
        state: flask_mail._Mail = app.extensions["mail"]
        return Smtp(state)
    return Outbox(settings.instance_path / "outbox")


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
        delivery = delivery_of(app, stopped.is_set, lambda _count: None)
        while not stopped.is_set():
            try:
                deliver_due(delivery)
            except (SQLAlchemyError, OSError):
                # The ledger keeps what was under way; it is taken up again when its lease has run out.
                log.exception("delivery was interrupted; trying again")
            stopped.wait(PAUSE_SECONDS)
