"""The commands that set up, serve and examine an instance."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click
from flask import current_app
from sqlalchemy.exc import OperationalError

from crm.accounts.services.starting import new_start_code
from crm.config import LOOPBACK, Settings
from crm.db import reading
from crm.extensions import db
from crm.letters.services.texts import load_shipped as load_letters
from crm.library.services import load_shipped as load_library
from crm.readiness.dns_records import examine_domain
from crm.readiness.finding import Finding, Health, red
from crm.running.examination import (
    examine_copies,
    examine_database,
    examine_facts,
    examine_folder,
    examine_going_live,
    examine_intake,
    examine_mail,
    examine_waiting,
    examine_worker,
)
from crm.running.preparing import has_tables, prepare_folder, prepare_tables, revisions
from crm.running.serving import Child, Supervisor, server_command, worker_command
from crm.treaties.services import load_facts
from crm.web.commandline import PlainError, act, in_app

COLOURS = {Health.GREEN: "green", Health.AMBER: "yellow", Health.RED: "red"}


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
    with act("load facts") as session:
        now = datetime.now(UTC)
        loaded = load_facts(session, now) + load_library(session, now) + load_letters(session, now)
    click.echo(f"Facts and texts loaded: {loaded.added} new, {loaded.updated} brought up to date.")
    click.echo(f"The instance in {settings.instance_path} is ready.")


def _readers_address(host: str, port: int) -> str:
    """The address that is set; where none is, the one we listen on, told to the processes we start."""
    if host in LOOPBACK:
        os.environ.setdefault("CRM_BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
    return os.environ.get("CRM_BASE_URL") or _settings().base_url


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
    with act("start code") as session:
        code = new_start_code(session, datetime.now(UTC))
    address = _readers_address(host, port)
    if code is not None:
        click.echo(f"This instance is empty. Open {address}/ and start with this code: {code}")
    db.session.remove()
    db.engine.dispose()
    click.echo(f"Listening on http://{host}:{port} (readers' address: {address}). Ctrl-C ends it.")
    raise SystemExit(Supervisor(children).run())


@click.command("doctor")
@in_app
def doctor() -> None:
    """Look this instance over: green is well, amber can wait, red can't (exit code 1)."""
    findings = []
    for finding in _examine(_settings(), datetime.now(UTC)):
        findings.append(finding)
        mark = click.style(f"{finding.health.value:5}", fg=COLOURS[finding.health])
        click.echo(f"{mark}  {finding.subject}: {finding.words}")
        if finding.advice:
            click.echo(f"       → {finding.advice}")
    bad = sum(finding.health is Health.RED for finding in findings)
    click.echo(f"{len(findings)} things looked at, {bad} red.")
    raise SystemExit(1 if bad else 0)


def _examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    yield from examine_folder(settings)
    with reading():
        try:
            ready = has_tables()
        except OperationalError as error:
            yield red("Database", f"It does not answer: {error.orig}", "Check CRM_DATABASE_URL.")
            return
        if not ready:
            yield red("Database", "It has no tables.", "Run: crm init")
            return
        session = db.session()
        yield from examine_database(session, revisions())
        yield from examine_facts(session, now)
        yield from examine_worker(session, now)
        yield from examine_waiting(session, now)
        yield from examine_going_live(session, settings)
        yield from examine_mail(session, settings)
        yield from examine_intake(session, settings, now)
    yield from examine_copies(settings, now)
    yield from examine_domain(settings.mail_from.rpartition("@")[2])


commands: Sequence[click.Command] = (init, serve, doctor)
