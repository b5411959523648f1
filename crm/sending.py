"""How this instance sends mail: the ledger, the kinds and the way out put together from the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import flask_mail
from flask import Flask
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.config import LOOPBACK, Settings
from crm.extensions import db
from crm.mail.building import Sender
from crm.mail.outbox import Outbox
from crm.mail.services import Delivery
from crm.mail.smtp import Smtp
from crm.mail.transport import Transport


def delivery_of(
    app: Flask, stopping: Callable[[], bool], progress: Callable[[int], None] = lambda _count: None
) -> Delivery:
    """Make a sender from the settings: to the mail server, or into the outbox while none is set."""
    settings: Settings = app.config["SETTINGS"]
    return Delivery(
        engine=db.engine,
        kinds=app.extensions["kinds"],
        transport=_transport(app, settings),
        sender=lambda session: _sender(session, settings),
        host=_our_domain(settings),
        rate=settings.mail_rate if settings.mail_server else 0,
        lease=timedelta(seconds=settings.mail_lease_seconds),
        stopping=stopping,
        progress=progress,
    )


def _sender(session: Session, settings: Settings) -> Sender:
    about_us = get_settings(session)
    name = about_us.sender_name or about_us.name or "Parliamentary Friends"
    return Sender(name, settings.mail_from, settings.mail_bounces)


def _transport(app: Flask, settings: Settings) -> Transport:
    if settings.mail_server and not settings.demonstration:
        state: flask_mail._Mail = app.extensions["mail"]
        return Smtp(state, our_name=_our_name(settings))
    return Outbox(settings.instance_path / "outbox")


def _our_domain(settings: Settings) -> str:
    """The domain of our Message-IDs: the site's, or the sender's where the site has only a number or no real name."""
    named = settings.host not in LOOPBACK and not _is_number(settings.host)
    return settings.host if named else settings.mail_from.rpartition("@")[2]


def _our_name(settings: Settings) -> str:
    """How we greet the mail server: our domain, or an address literal where there is only a number (RFC 5321)."""
    return f"[{settings.host}]" if _is_number(settings.host) else settings.host


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit()
