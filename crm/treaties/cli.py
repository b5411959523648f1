"""The commands about treaties."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from crm.accounts.rights import OPERATOR
from crm.countries.queries import names_of_states
from crm.extensions import db
from crm.languages import long_date
from crm.treaties.asking import step_word
from crm.treaties.freshness import supposed_day
from crm.treaties.queries import get_treaty, standings
from crm.treaties.reconcile import Plan
from crm.treaties.report import FILE_COLUMNS, file_row, status_report
from crm.treaties.services.importing import Confirmed, ForeignFileError, apply, find_or_begin, plan_of
from crm.treaties.sources.untc import UnreadableFileError
from crm.treaties.status import TreatyStatus
from crm.treaties.step import Step
from crm.treaties.wording import act_word, doubt_words, fault_words, status_heading, status_word
from crm.web.commandline import PlainError, act, in_app

IN_DOUBT = 2
"""The exit code that says a person has to look."""


@click.group("treaty")
def treaty() -> None:
    """Treaties: where States stand."""


@treaty.command("status")
@click.argument("key", metavar="TREATY")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; today when left out.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@in_app
def status(key: str, on: datetime | None, form: str) -> None:
    """Say where every State stands under a treaty (ccm, apmbc) on a day, and count."""
    today = datetime.now(UTC).date()
    day = on.date() if on else today
    held = get_treaty(db.session(), key)
    states = standings(db.session(), held.key, day, today=today)
    names = names_of_states(db.session())
    report = status_report(held.key, day, held.known_until, states, names)
    if form == "json":
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(FILE_COLUMNS)
        writer.writerows(
            file_row(states[iso2], name, day, held.known_until, held.source) for iso2, name in names.items()
        )
    else:
        _print_table(held.name, day, held.known_until, report)


@treaty.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--treaty", "key", required=True, help="The treaty's key: ccm, apmbc, att, tpnw.")
@click.option(
    "--fetched",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the file was fetched; today when left out, or of its latest act if that is years old.",
)
@click.option("--dry-run", is_flag=True, help="Show what it would bring and change nothing.")
@click.option("--yes", is_flag=True, help="Record what is new without asking.")
@in_app
def bring_in(file: Path, key: str, fetched: datetime | None, *, dry_run: bool, yes: bool) -> None:
    """Take in the depositary's XML file: plan, confirm, record.

    Records new treaty actions only. A file with corrections or questions is for a person to look through in the
    browser: then nothing is recorded, and the exit code is 2.
    """
    now = datetime.now(UTC)
    with act("treaty import") as session:
        held = find_or_begin(session, key)
        try:
            plan = plan_of(session, held, file.read_bytes(), now)
        except UnreadableFileError as error:
            raise PlainError(fault_words(error.fault, error.detail)) from None
        except ForeignFileError as error:
            message = f"This is the file of another treaty, {error}; {held.key} is {held.mtdsg_no}."
            raise PlainError(message) from None
        _print_plan(plan, names_of_states(session))
        if dry_run:
            session.rollback()
            click.echo("A dry run: nothing is recorded.")
            return
        if plan.changed or plan.questions:
            message = "Nothing is recorded: a person has to look at this file in the browser."
            raise PlainError(message, IN_DOUBT)
        if plan.new and not yes:
            click.confirm(f"Record {len(plan.new)} treaty actions", abort=True)
        done = apply(
            session,
            OPERATOR,
            now,
            held,
            plan,
            Confirmed(frozenset(line.key for line in plan.new)),
            fetched_on=fetched.date() if fetched else supposed_day(plan.latest_on, now.date()),
            source=f"UN Treaty Collection, MTDSG {held.mtdsg_no}, file {file.name}",
        )
        until = long_date(done.known_until, "en")
    click.echo(f"Recorded {len(done.actions)} treaty actions; facts known until {until}.")
    if fetched is None and supposed_day(plan.latest_on, now.date()) != now.date():
        click.echo(
            "The latest act of this file is years old: say with --fetched when it was fetched, if it is no old copy."
        )


def _print_plan(plan: Plan, names: Mapping[str, str]) -> None:
    click.echo(f"{plan.same} acts are held already.")
    if plan.is_older:
        click.echo("The file is older than what is held: it takes nothing away.")
    for line in plan.new:
        click.echo(f"new: {names[line.iso2]}: {act_word(line.kind)}, {line.on.isoformat()}")
    for line in plan.changed:
        before = f"{act_word(line.corrects.kind)}, {line.corrects.on.isoformat()}" if line.corrects else ""
        click.echo(f"changed: {names[line.iso2]}: {act_word(line.kind)}, {line.on.isoformat()} (held: {before})")
    for question in plan.questions:
        click.echo(f"question: {doubt_words(question.doubt)} {question.name or names.get(question.iso2, '')}")


def _print_table(name: str, day: date, known_until: date, report: dict[str, Any]) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import, and only this form needs it
    from rich.console import Console  # noqa: PLC0415 - the same
    from rich.table import Table  # noqa: PLC0415 - the same

    table = Table(title=f"{name}, {long_date(day, 'en')}", box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("", "Country", "Status", "Signed", "Deposited", "Next step"):
        table.add_column(heading, no_wrap=heading != "Country")
    for row in report["states"]:
        words = (row["iso2"], row["name"], status_word(TreatyStatus(row["status"])))
        dates = (row["signed_on"] or "", row["deposited_on"] or "")
        table.add_row(*words, *dates, step_word(Step(row["next_step"])))
    console = Console()
    console.print(table)
    counts = report["counts"]
    for each in TreatyStatus:
        console.print(f"{status_heading(each)}: {counts[each.value]}")
    console.print(f"Ever signed: {counts['ever_signed']}; ever deposited: {counts['ever_joined']}")
    console.print(f"Facts known until {long_date(known_until, 'en')}.")


commands: Sequence[click.Command] = (treaty,)
