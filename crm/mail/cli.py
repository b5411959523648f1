"""Commands about mail."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime

import click
from flask import current_app
from rich.console import Console
from sqlalchemy.orm import Session

from crm.db import reading
from crm.mail.queries import waiting
from crm.mail.services import Delivery, deliver_due
from crm.web.commandline import PlainError, in_app

TRIES = 3
"""How often in a row a connection may fail before the command gives up; the pauses between grow."""


@click.group()
def mail() -> None:
    """Mail: deliver what is due."""


@mail.command()
@in_app
def deliver() -> None:
    """Deliver everything that is due, then exit; SIGTERM ends after the message in flight."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with Console(stderr=True).status("Delivering…") as status:
        delivery = current_app.extensions["delivery"](
            stopped.is_set, lambda count: status.update(f"{count} messages delivered…")
        )
        count = _deliver_with_patience(delivery, stopped)
    click.echo(f"{count} messages delivered.")
    left = _left(delivery)
    if left:
        raise PlainError(left)


def _deliver_with_patience(delivery: Delivery, stopped: threading.Event) -> int:
    """Deliver, trying a failing connection a few times; gives how many messages went."""
    total, tries = 0, 0
    while True:
        count = deliver_due(delivery)
        total, tries = total + count, 1 if count else tries + 1
        if delivery.line.is_usable or tries >= TRIES or stopped.wait(delivery.line.seconds_to_wait):
            return total


def _left(delivery: Delivery) -> str:
    """Say why something that is due has not gone; empty when nothing is, or when it was stopped on purpose."""
    if delivery.line.is_usable:
        return ""
    with reading(), Session(delivery.engine) as session:
        left = waiting(session, datetime.now(UTC))
    return f"{left.count} messages still wait: {left.answer or 'the mail server can not be used'}"


commands = (mail,)
