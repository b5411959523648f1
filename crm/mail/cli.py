"""Commands about mail."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app
from rich.console import Console

from crm.mail.services import deliver_due
from crm.web.commandline import in_app


@click.group()
def mail() -> None:
    """Mail: deliver what is due."""


@mail.command()
@in_app
def deliver() -> None:
    """Deliver everything that is due, then exit; SIGTERM ends after the message in flight."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with Console(stderr=True).status("Delivering…") as status:
        delivery = current_app.extensions["delivery"](
            stopped.is_set, lambda count: status.update(f"{count} messages delivered…")
        )
        count = deliver_due(delivery)
    click.echo(f"{count} messages delivered.")


commands = (mail,)
