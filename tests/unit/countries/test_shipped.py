"""What a newer file of shipped facts may change, and the shipped facts of countries themselves."""

from __future__ import annotations

import pytest

from crm.countries.shipped import news, read_facts
from crm.partial_date import PartialDate


def test_a_field_changes_only_where_it_still_equals_what_was_shipped() -> None:
    current = {"seats": 100, "name": "Corrected by hand", "term": "4 years"}
    before = {"seats": 100, "name": "As shipped", "term": "4 years"}
    now = {"seats": 120, "name": "As shipped anew", "term": "4 years"}
    assert news(current, before, now) == {"seats": 120}


def test_a_column_that_was_not_shipped_before_is_filled() -> None:
    assert news({"note": ""}, {}, {"note": "New"}) == {"note": "New"}


def test_there_are_197_states_193_of_them_members_of_the_united_nations() -> None:
    rows = read_facts("crm.countries", "countries")
    assert len({row["iso2"] for row in rows}) == 197
    assert sum(row["un_status"] == "member" for row in rows) == 193
    assert {row["iso2"] for row in rows if row["un_status"] != "member"} == {"VA", "PS", "CK", "NU"}


def test_every_state_has_its_names_and_region_in_three_languages() -> None:
    for row in read_facts("crm.countries", "countries"):
        assert all(row[f"{form}_{language}"] for form in ("name", "called") for language in ("en", "fr", "es"))
        assert row["region"]
        assert row["subregion"]
        assert row["source"]


def test_names_run_in_a_sentence_with_their_article() -> None:
    called = {row["iso2"]: (row["called_en"], row["called_fr"]) for row in read_facts("crm.countries", "countries")}
    assert called["NL"] == ("the Netherlands", "les Pays-Bas")
    assert called["BO"][0] == "the Plurinational State of Bolivia"
    assert called["KE"] == ("Kenya", "le Kenya")


def test_there_are_277_chambers_each_with_a_name_and_a_source() -> None:
    rows = read_facts("crm.countries", "chambers")
    assert len({row["key"] for row in rows}) == 277
    assert all(row["name"] and row["source"] for row in rows)
    for row in rows:
        for column in ("last_election", "next_election_expected"):
            assert not row[column] or PartialDate(row[column])


@pytest.mark.parametrize("row", read_facts("crm.countries", "meetings"), ids=lambda row: row["key"])
def test_meetings_are_verified_or_partly_and_their_days_enclose_what_is_known(row: dict[str, str]) -> None:
    assert row["verified"] in {"verified", "partly"}
    assert PartialDate(row["starts"]).earliest.isoformat() == row["starts_on"]
    assert PartialDate(row["ends"]).latest.isoformat() == row["ends_on"]
    assert row["starts_on"] <= row["ends_on"]
