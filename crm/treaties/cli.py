"""The commands about treaties."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import click

from crm.countries.queries import names_of_states
from crm.extensions import db
from crm.languages import long_date
from crm.treaties.asking import step_word
from crm.treaties.queries import get_treaty, standings
from crm.treaties.report import FILE_COLUMNS, file_row, status_report
from crm.treaties.status import TreatyStatus
from crm.treaties.step import Step
from crm.treaties.wording import status_heading, status_word
from crm.web.commandline import in_app


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
        writer.writerows(file_row(states[iso2], name, day, held.known_until) for iso2, name in names.items())
    else:
        _print_table(held.name, day, held.known_until, report)


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
