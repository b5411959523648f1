"""The commands that make a backup and bring one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app

from crm.backups.services import back_up, restore
from crm.extensions import db
from crm.web.commandline import FileToWrite, in_app

MEGABYTE = 2**20


@click.command("backup")
@click.argument("file", type=FileToWrite())
@in_app
def backup(file: Path) -> None:
    """Write the whole state of this instance into one private FILE, also while it is in use."""
    size = back_up(current_app.config["SETTINGS"], file, datetime.now(UTC))
    click.echo(f"The backup is in {file} ({size / MEGABYTE:.1f} MB). It holds personal data: keep it as safe.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, resolve_path=True))
@click.option("--yes", is_flag=True, help="Do not ask first.")
@in_app
def bring_back(file: Path, *, yes: bool) -> None:
    """Put the backup in FILE in the place of everything this instance holds. Mail stays frozen."""
    if not yes:
        click.confirm("Everything this instance holds now is replaced. Go on?", abort=True)
    db.session.remove()
    db.engine.dispose()
    manifest = restore(current_app.config["SETTINGS"], file, datetime.now(UTC))
    click.echo(f"The backup of {manifest.made_at} is restored. Everybody signs in again.")
    click.echo(
        "No mail leaves until somebody says go, except what somebody needs to sign in: open /mail/ as coordinator."
    )
    click.echo("Now run: crm init")


commands: Sequence[click.Command] = (backup, bring_back)
