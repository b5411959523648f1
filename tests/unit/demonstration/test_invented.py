"""The invented people are plainly invented and the same each time."""

from __future__ import annotations

from crm.demonstration.invented import FAMILY, people
from crm.members.models import Stage


def test_they_are_many_in_many_countries_and_in_every_stage() -> None:
    found = list(people(1))
    assert len(found) == 150
    assert len({each.country_iso2 for each in found}) >= 45
    assert {each.stage for each in found} == set(Stage)


def test_no_name_and_no_address_is_anybodys() -> None:
    found = list(people(1))
    assert len({each.name for each in found}) == len(found)
    assert all(each.name.split()[-1] in FAMILY for each in found)
    assert all(each.email.endswith(".example") and each.email.isascii() for each in found)


def test_they_are_the_same_each_time() -> None:
    assert list(people(1)) == list(people(1))
