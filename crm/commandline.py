"""The command `crm`: it knows what its commands are called, and imports the one that is run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import resolve_name
from typing import TYPE_CHECKING

import click

from crm import garbage
from crm.config import SettingsError

if TYPE_CHECKING:
    from flask.cli import ScriptInfo


INSTANCE = "crm.instance:open_instance"
WORKSHOP = "crm.workshop:open_workshop"
WORKER = "crm.workshop:open_at_rest"


@dataclass(frozen=True)
class Line:
    """A command in the list: the module that has it, what it does, and what opens the instance for it.

    Most need its database; what runs jobs or delivers mail needs the workshop, a worker only once there is work.
    """

    module: str
    help: str
    opens: str = INSTANCE


COMMANDS: Mapping[str, Line] = {
    "backup": Line(
        "crm.backups.cli", "Write the whole state of this instance into one private FILE, also while it is in use."
    ),
    "demo": Line(
        "crm.demonstration.cli",
        "Fill this empty instance with an invented network; print how to sign in as each role.",
        opens=WORKSHOP,
    ),
    "digest": Line("crm.digests.cli", "Digests: make, list, send, follow."),
    "doctor": Line(
        "crm.running.cli", "Look this instance over: green is well, amber can wait, red can't (exit code 1)."
    ),
    "init": Line(
        "crm.running.cli",
        "Create or upgrade the database and load the facts that come with the product; safe to repeat.",
    ),
    "mail": Line("crm.mail.cli", "Mail: deliver what is due, take in what comes back.", opens=WORKSHOP),
    "members": Line("crm.members.cli", "People: in and out, and their consent."),
    "restore": Line(
        "crm.backups.cli",
        "Put the backup in FILE in the place of everything this instance holds. Mail stays frozen.",
    ),
    "serve": Line("crm.running.cli", "Serve the application, with the worker beside it."),
    "treaty": Line("crm.treaties.cli", "Treaties: where States stand."),
    "user": Line("crm.accounts.cli", "Who can sign in."),
    "worker": Line("crm.jobs.cli", "Run the background worker; start as many as you like.", opens=WORKER),
}


class Commands(click.Group):
    """The commands by their names; each is imported when it is asked for, and the application with it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's way
        """Name the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, and let it run in the application; None when we have no such command."""
        if cmd_name not in COMMANDS:
            return None
        line = COMMANDS[cmd_name]
        ctx.obj = _application(line.opens)
        commands: Sequence[click.Command] = import_module(line.module).commands
        return next(command for command in commands if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands as the table says them, so that asking for help imports none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


cli = Commands("crm", help="Parliamentary Friends of the Convention on Cluster Munitions.")


def main() -> None:
    """Run the command line; whatever it writes is its owner's alone."""
    os.umask(0o077)
    garbage.look_less_often()
    try:
        cli(prog_name="crm")
    except SettingsError as error:
        click.echo(f"The settings don't hold together:\n{error}", err=True)
        raise SystemExit(2) from None


def _application(opens: str) -> ScriptInfo:
    """What Flask's commands run in: the instance, opened when a command begins."""
    from flask.cli import ScriptInfo  # noqa: PLC0415 - a list of commands needs neither Flask nor tables

    return ScriptInfo(create_app=resolve_name(opens))
