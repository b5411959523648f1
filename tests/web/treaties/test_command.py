"""The command that says where every State stands."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from crm.treaties.cli import treaty


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(treaty, arguments, obj=ScriptInfo(create_app=lambda: app))


def report(app: Flask, *arguments: str) -> dict[str, Any]:
    result = run(app, "status", "ccm", "--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def test_the_json_is_what_scripts_rely_on(app: Flask) -> None:
    told = report(app, "--on", "2026-11-23")
    assert list(told) == ["treaty", "on", "known_until", "counts", "states"]
    assert (told["treaty"], told["on"], told["known_until"]) == ("ccm", "2026-11-23", "2025-09-08")
    assert told["counts"] == {
        "state_party": 112,
        "signatory": 12,
        "not_joined": 72,
        "withdrawn": 1,
        "ever_signed": 108,
        "ever_joined": 113,
    }
    assert len(told["states"]) == 197
    assert next(state for state in told["states"] if state["iso2"] == "LT") == {
        "iso2": "LT",
        "name": "Lithuania",
        "status": "withdrawn",
        "signed_on": "2008-12-03",
        "deposited_on": "2011-03-24",
        "deposit_kind": "ratification",
        "in_force_on": "2011-09-01",
        "withdrawal_effective_on": "2025-03-06",
        "next_step": "return",
    }


def test_the_day_can_be_chosen(app: Flask) -> None:
    counts = report(app, "--on", "2010-08-01")["counts"]
    assert (counts["ever_signed"], counts["ever_joined"]) == (108, 38)
    steps = {state["next_step"] for state in report(app, "--on", "2010-07-31")["states"]}
    assert steps == {"sign", "ratify", "promote"}


def test_the_csv_has_every_state_and_how_far_it_is_known(app: Flask) -> None:
    result = run(app, "status", "ccm", "--format", "csv", "--on", "2025-03-05")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == 197
    assert {row["known_until"] for row in rows} == {"2025-09-08"}
    assert next(row["next_step"] for row in rows if row["iso2"] == "LT") == "stay"


def test_the_table_ends_with_the_counts(app: Flask) -> None:
    output = run(app, "status", "CCM").stdout
    assert "Kenya" in output
    assert "States Parties: 112" in output
    assert "Facts known until 8 September 2025." in output


@pytest.mark.parametrize("arguments", [("status", "xyz"), ("status", "ccm", "--on", "yesterday"), ("status",)])
def test_what_cannot_be_answered_is_said_in_plain_words(app: Flask, arguments: tuple[str, ...]) -> None:
    result = run(app, *arguments)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
