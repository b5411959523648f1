"""The time zones of States."""

from zoneinfo import ZoneInfo

from crm.countries.shipped import read_facts
from crm.countries.zones import zone_of


def test_every_state_has_a_zone_that_there_is() -> None:
    countries = {row["iso2"] for row in read_facts("crm.countries", "countries")}
    zones = read_facts("crm.countries", "zones")
    assert {row["iso2"] for row in zones} == countries
    for row in zones:
        assert ZoneInfo(row["zone"])
        assert row["source"]


def test_a_state_with_several_has_that_of_its_capital() -> None:
    assert str(zone_of("BR")) == "America/Sao_Paulo"
    assert str(zone_of("AU")) == "Australia/Sydney"
    assert zone_of(None) is None
    assert zone_of("XX") is None
