"""Which States a list shows, and in what order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm.countries.place import Place
from crm.treaties.roster import SORTS, Row, Wanted, chosen, regions_of
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.step import Step

SIGNATORY = Standing(
    iso2="KE",
    status=TreatyStatus.SIGNATORY,
    signed_on=date(2008, 12, 3),
    deposited_on=None,
    deposit_kind=None,
    in_force_on=None,
    withdrawal_notified_on=None,
    withdrawal_expected_on=None,
    withdrawal_effective_on=None,
    step=Step.RATIFY,
)


KENYA = Row(Place("KE", "Kenya", "Africa", "Sub-Saharan Africa", "Eastern Africa", "kenya"), SIGNATORY, friends=2)
IVORY = Row(
    Place("CI", "Côte d'Ivoire", "Africa", "Sub-Saharan Africa", "Western Africa", "cote divoire"),
    replace(SIGNATORY, status=TreatyStatus.STATE_PARTY, deposited_on=date(2012, 3, 12)),
)
NORWAY = Row(
    Place("NO", "Norway", "Europe", "Northern Europe", "", "norway | norvege"),
    replace(SIGNATORY, status=TreatyStatus.STATE_PARTY, deposited_on=date(2008, 12, 3)),
    friends=1,
)
ROWS = [NORWAY, KENYA, IVORY]


@pytest.mark.parametrize("search", ["cote d'ivoire", "COTE D IVOIRE", "ivoire", "ci", "Côte d’Ivoire"])
def test_a_country_is_found_however_its_name_is_typed(search: str) -> None:
    assert list(chosen(ROWS, Wanted(search=search), "name")) == [IVORY]


def test_filters_hold_together() -> None:
    assert list(chosen(ROWS, Wanted(region="Africa", statuses=frozenset({TreatyStatus.SIGNATORY})), "name")) == [KENYA]
    assert list(chosen(ROWS, Wanted(region="Western Africa", without_friends=True), "name")) == [IVORY]


def test_what_means_nothing_in_the_address_limits_nothing() -> None:
    assert Wanted.read({"q": " ", "friends": "many"}, ["joined"]) == Wanted()
    assert list(chosen(ROWS, Wanted(), "unheard-of")) == [IVORY, KENYA, NORWAY]


def test_a_minus_turns_the_order_round() -> None:
    assert list(chosen(ROWS, Wanted(), "-friends")) == [KENYA, NORWAY, IVORY]
    assert list(chosen(ROWS, Wanted(), "deposited")) == [NORWAY, IVORY, KENYA]


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_total(sort: str) -> None:
    assert sorted(row.place.iso2 for row in chosen(ROWS, Wanted(), sort)) == ["CI", "KE", "NO"]


def test_regions_are_offered_with_their_parts() -> None:
    assert regions_of(ROWS) == {
        "Africa": ["Eastern Africa", "Sub-Saharan Africa", "Western Africa"],
        "Europe": ["Northern Europe"],
    }
