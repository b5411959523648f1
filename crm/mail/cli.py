"""Commands about mail."""

from __future__ import annotations

import signal
import threading
from typing import cast

import click
from flask import Flask, current_app
from rich.console import Console
from werkzeug.local import LocalProxy

from crm.mail.services import deliver_due
from crm.mail.tasks import delivery_of
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
    app = cast("LocalProxy[Flask]", current_app)._get_current_object()  # noqa: SLF001 - Flask's way to the application itself
    with Console(stderr=True).status("Delivering…") as status:
        delivery = delivery_of(app, stopped.is_set, lambda count: status.update(f"{count} messages delivered…"))
        count = deliver_due(delivery)
    click.echo(f"{count} messages delivered.")


commands = (mail,)
