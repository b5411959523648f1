"""The commands that set up, serve and examine an instance."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click
from flask import current_app

from crm.config import Settings
from crm.running.preparing import has_tables, prepare_folder, prepare_tables
from crm.running.serving import Child, Supervisor, server_command, worker_command
from crm.web.commandline import PlainError, in_app


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@click.command("init")
@in_app
def init() -> None:
    """Create or upgrade the database and load the facts that come with the product; safe to repeat."""
    settings = _settings()
    for sentence in prepare_folder(settings):
        click.echo(sentence)
    prepare_tables()
    click.echo(f"The instance in {settings.instance_path} is ready.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--processes", default=lambda: min(4, os.cpu_count() or 1), help="How many processes answer requests.")
@click.option("--no-worker", is_flag=True, help="Leave the background work to `crm worker` elsewhere.")
@in_app
def serve(host: str, port: int, processes: int, *, no_worker: bool) -> None:
    """Serve the application, with the worker beside it."""
    if not has_tables():
        message = "This instance is not set up yet. Run: crm init"
        raise PlainError(message)
    children = [Child("server", server_command(host, port, processes), restarted=False)]
    if not no_worker:
        children.append(Child("worker", worker_command(), restarted=True))
    click.echo(f"Listening on http://{host}:{port} (readers' address: {_settings().base_url}). Ctrl-C ends it.")
    raise SystemExit(Supervisor(children).run())


commands: Sequence[click.Command] = (init, serve)
