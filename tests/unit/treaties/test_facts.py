"""The shipped treaty facts: every value has its source, and nothing stands twice."""

from __future__ import annotations

from datetime import date

import pytest

from crm.countries.shipped import read_facts
from crm.treaties.acts import CONSENT, TreatyActionKind

STATES = {row["iso2"] for row in read_facts("crm.countries", "countries")}


@pytest.mark.parametrize("name", ["actions_ccm", "actions_apmbc", "positions", "treaties"])
def test_keys_are_unique_and_every_row_names_its_source(name: str) -> None:
    rows = read_facts("crm.treaties", name)
    assert len({row["key"] for row in rows}) == len(rows)
    assert all(row["source"].strip() for row in rows)


@pytest.mark.parametrize("name", ["actions_ccm", "actions_apmbc", "positions"])
def test_every_row_is_about_a_state_we_know(name: str) -> None:
    assert {row["iso2"] for row in read_facts("crm.treaties", name)} <= STATES


@pytest.mark.parametrize("treaty", ["ccm", "apmbc"])
def test_no_act_is_later_than_its_treaty_is_known_or_earlier_than_it_was_opened(treaty: str) -> None:
    rules = next(row for row in read_facts("crm.treaties", "treaties") if row["key"] == treaty)
    for row in read_facts("crm.treaties", f"actions_{treaty}"):
        assert rules["opened_on"] <= row["on"] <= rules["known_until"], row["key"]


def test_a_treaty_nobody_has_looked_up_has_no_facts_and_waits_for_its_import() -> None:
    unknown = {row["key"] for row in read_facts("crm.treaties", "treaties") if not row["known_until"]}
    assert unknown == {"att", "tpnw"}


def test_a_signatory_ratifies_and_others_accede() -> None:
    for treaty in ("ccm", "apmbc"):
        rows = read_facts("crm.treaties", f"actions_{treaty}")
        signed = {row["iso2"]: row["on"] for row in rows if row["kind"] == TreatyActionKind.SIGNATURE}
        for row in rows:
            if row["kind"] == TreatyActionKind.ACCESSION:
                assert row["iso2"] not in signed, row["key"]
            elif row["kind"] in CONSENT and row["kind"] != TreatyActionKind.SUCCESSION and row["iso2"] in signed:
                assert date.fromisoformat(row["on"]) >= date.fromisoformat(signed[row["iso2"]])
