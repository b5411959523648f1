"""The commands about people: in, out, and consent brought from elsewhere."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.audit.services import journal
from crm.countries.models import Country
from crm.members.audience import Filter
from crm.members.import_report import ImportReport
from crm.members.queries import people
from crm.members.queries.exporting import export_people
from crm.members.queries.records import find_view
from crm.members.services.consent import Consent, subscribe_all
from crm.members.services.importing import import_people
from crm.members.sources.own import COLUMNS
from crm.members.sources.reading import Format
from crm.web.commandline import FileToWrite, PlainError, act, in_app
from crm.web.downloads import write_csv, write_xlsx

SHOWN = 20
"""How many refused rows the text report names."""


@click.group("members")
def members() -> None:
    """People: in and out, and their consent."""


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice([kind.value for kind in Format]), help="Else found out.")
@click.option("--country", metavar="ISO2", help="The State of everybody for whom the file names none.")
@click.option("--dry-run", is_flag=True, help="Find out and change nothing.")
@click.option("--report", type=click.Choice(["text", "json"]), default="text", show_default=True)
@in_app
def bring_in(file: Path, kind: str | None, country: str | None, report: str, *, dry_run: bool) -> None:
    """Take in a file of people: EveryPolitician's CSV, Popolo JSON, or our own CSV or XLSX."""
    shown = click.progressbar(length=0, label="Importing", file=sys.stderr, hidden=not sys.stderr.isatty())
    with act("members import") as session, shown as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = import_people(
            session,
            datetime.now(UTC),
            file,
            kind=Format(kind) if kind else None,
            country=_known_country(session, country),
            file_name=file.name,
            dry_run=dry_run,
            progress=progress,
        )
    click.echo(json.dumps(found.figures()) if report == "json" else _text(found, dry_run=dry_run))


@members.command("export")
@click.argument("file", type=FileToWrite())
@click.option("--reason", required=True, help="Why; kept in the journal.")
@in_app
def take_out(file: Path, reason: str) -> None:
    """Write everybody to a file, CSV or (by its name) XLSX, readable by its owner alone."""
    if not reason.strip():
        message = "Say why the file is made."
        raise PlainError(message)
    now = datetime.now(UTC)
    write = write_xlsx if file.suffix.lower() == ".xlsx" else write_csv
    with act("members export") as session:
        chosen = people(session, Filter(stages=()), OPERATOR, now)
        count = chosen.count(session)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            os.fchmod(descriptor, 0o600)
            write(
                opened, COLUMNS, ([row.get(column, "") for column in COLUMNS] for row in export_people(session, chosen))
            )
        journal(session, now, "people exported", detail={"people": count, "reason": reason, "by": "command"})
    click.echo(f"Wrote {count} people to {file}.")


@members.command("subscribe")
@click.argument("view", required=False)
@click.option("--all", "everyone", is_flag=True, help="All friends instead of a saved view.")
@click.option("--basis", required=True, help="On what ground they agreed.")
@click.option("--source", required=True, help="Where the consent is kept.")
@in_app
def record_consent(view: str | None, basis: str, source: str, *, everyone: bool) -> None:
    """Record consent brought from elsewhere, for a saved view or all friends; who opted out stays out."""
    if (view is None) is not everyone:
        message = "Name a saved view, or give --all."
        raise PlainError(message)
    now = datetime.now(UTC)
    with act("members subscribe") as session:
        meant = Filter() if view is None else _saved(session, view)
        chosen = people(session, meant, OPERATOR, now)
        new = subscribe_all(session, now, chosen, Consent(basis, source=source))
        journal(
            session,
            now,
            "consent recorded",
            detail={"people": new, "basis": basis, "source": source, "view": view or "all friends"},
        )
        asked = chosen.count(session)
    click.echo(f"Subscribed {new} people; {asked - new} were left as they are.")


def _known_country(session: Session, code: str | None) -> str | None:
    if code is None:
        return None
    found: str | None = session.scalar(sa.select(Country.iso2).where(Country.iso2 == code.upper()))
    if found is None:
        message = f"{code} is not the code of a State: two letters like KE."
        raise PlainError(message)
    return found


def _saved(session: Session, name: str) -> Filter:
    view = find_view(session, name)
    if view is None:
        message = f"There is no saved view called {name}."
        raise PlainError(message)
    return Filter.from_json(view.filter)


def _text(found: ImportReport, *, dry_run: bool) -> str:
    lines = [
        f"{found.rows} rows, {found.people} people: {found.new} new, {found.changed} changed, {found.same} the same.",
        f"{found.mandates} mandates and {found.addresses} addresses {'would be' if dry_run else 'were'} written.",
        f"{found.without_country} people are without a State.",
    ]
    if found.not_addresses_count:
        lines.append(f"{found.not_addresses_count} cells hold no plain address: kept as notes.")
    if found.chambers:
        named = ", ".join(f"{name} ({place})" for place, name in found.chambers[:SHOWN])
        more = " and others" if len(found.chambers) > SHOWN else ""
        lines.append(f"{len(found.chambers)} chambers are new, to be checked and merged: {named}{more}.")
    if found.errors:
        lines.append(f"{found.errors} rows were refused:")
        lines += [f"  row {number}: {reason}" for number, reason in found.refusals[:SHOWN]]
    if dry_run:
        lines.append("Nothing was changed.")
    return "\n".join(lines)


commands: Sequence[click.Command] = (members,)
