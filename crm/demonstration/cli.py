"""The command that invents a network."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app

from crm.config import DEMONSTRATION, Settings
from crm.demonstration.services import Entrance, fill
from crm.digests.services.sending import finish
from crm.mail.services import deliver_due
from crm.web.commandline import act, in_app


@click.command("demo")
@in_app
def demo() -> None:
    """Fill this empty instance with an invented network; print how to sign in as each role."""
    settings: Settings = current_app.config["SETTINGS"]
    mark = settings.instance_path / DEMONSTRATION
    with act("demonstration") as session:
        entrances = fill(session, datetime.now(UTC), settings.base_url)
        # Kept beside the database: from now on no setting lets mail leave this instance.
        _mark(mark)
    # This process read its settings before the mark was there.
    current_app.config["SETTINGS"] = replace(settings, demonstration=True)
    deliver_due(current_app.extensions["delivery"](lambda: False))
    with act("finish digests") as session:
        finish(session, datetime.now(UTC))
    click.echo("An invented network is here. No mail leaves this machine. Sign in as:")
    for entrance in entrances:
        click.echo(_line(entrance, settings))


def _mark(path: Path) -> None:
    path.touch(mode=0o600)


def _line(entrance: Entrance, settings: Settings) -> str:
    who = f"  {entrance.role.value:11} {entrance.email:30} {entrance.name:20}"
    if entrance.password is not None:
        return f"{who} password {entrance.password}"
    command = f"CRM_INSTANCE_PATH={shlex.quote(str(settings.instance_path))} {sys.executable} -m crm user link"
    return f"{who} has a link mailed to the outbox, or printed by:\n    {command} {entrance.email}"


commands: Sequence[click.Command] = (demo,)
