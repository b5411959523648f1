"""The command that runs a worker."""

from __future__ import annotations

from contextlib import AbstractContextManager

import click
from flask import current_app
from sqlalchemy.orm import Session

from crm.extensions import db
from crm.jobs.worker import Worker, beside
from crm.web.commandline import in_app


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now, then stop.")
@in_app
def worker(*, once: bool) -> None:
    """Run the background worker; start as many as you like."""

    def session() -> AbstractContextManager[Session]:
        return Session(db.engine)

    running = Worker(session, current_app.extensions["tasks"], current_app.extensions["schedule"])
    if once:
        click.echo(f"{running.run_due()} jobs run.")
        return
    click.echo(f"Worker {running.name} is running.")
    with beside(current_app.extensions["companions"](), running.stopped):
        running.run_until_stopped()
    click.echo("Worker stopped.")


commands = (worker,)
