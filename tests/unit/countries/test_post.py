"""Postal addresses in the form of the country they go to."""

from __future__ import annotations

import pytest

from crm.countries.post import Post, post_lines

STREET = "Parliament House\n1 Long Street"


@pytest.mark.parametrize(
    ("iso2", "post", "expected"),
    [
        ("FR", Post(STREET, "75007", "Paris"), ["1 Long Street", "75007 PARIS"]),
        ("CH", Post(STREET, "3003", "Bern"), ["1 Long Street", "CH-3003 Bern"]),
        ("GB", Post(STREET, "SW1A 0AA", "London"), ["1 Long Street", "LONDON", "SW1A 0AA"]),
        ("US", Post(STREET, "20515", "Washington", "DC"), ["1 Long Street", "WASHINGTON, DC 20515"]),
        ("US", Post(STREET, "20515", "Washington"), ["1 Long Street", "WASHINGTON 20515"]),
        ("AU", Post(STREET, "2600", "Canberra", "ACT"), ["1 Long Street", "CANBERRA ACT 2600"]),
        ("BR", Post(STREET, "70160-900", "Brasília", "DF"), ["1 Long Street", "BRASÍLIA-DF", "70160-900"]),
        ("KE", Post(STREET, "00100", "Nairobi"), ["1 Long Street", "NAIROBI", "00100"]),
        ("BF", Post(STREET, "01", "Ouagadougou"), ["1 Long Street", "OUAGADOUGOU", "01"]),
        ("JP", Post(STREET, "100-0014", "Chiyoda", "Tokyo"), ["1 Long Street, TOKYO", "100-0014", "Chiyoda"]),
        ("XX", Post(STREET, "1", "Somewhere", "Region"), ["1 Long Street", "1 Somewhere", "Region"]),
        (None, Post(STREET, city="Hargeisa"), ["1 Long Street", "Hargeisa"]),
    ],
)
def test_each_country_has_its_order_and_its_capitals(iso2: str | None, post: Post, expected: list[str]) -> None:
    assert post_lines(post, iso2) == ["Parliament House", *expected]


def test_an_address_written_whole_stays_as_it_was_typed() -> None:
    assert post_lines(Post("  Parliament  House \n\n 10000 Rabat ,"), "MA") == ["Parliament House", "10000 Rabat ,"]


def test_without_a_street_there_is_no_address() -> None:
    assert post_lines(Post("", "75007", "Paris"), "FR") == []
