"""Searches for a word that very many names have."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.members.audience import Filter
from crm.members.models import Member, NameWord, Stage
from crm.members.queries.audience import COMMON, has_common_words, people
from crm.members.queries.listing import ORDERS, lines
from crm.paging import read_counted_page


@pytest.fixture
def crowd(any_session: Session, now: datetime) -> Session:
    """One more friend called Inventa than is common, one prospect of the name, and one friend of another."""
    names = [f"Inventa {number:05}" for number in range(COMMON + 1)]
    rows = [
        {"id": number, "name": name, "sort_name": name.lower(), "stage": stage, "created_at": now}
        for number, (name, stage) in enumerate(
            [*((name, Stage.FRIEND) for name in names), ("Inventa Zed", Stage.PROSPECT), ("Other One", Stage.FRIEND)], 1
        )
    ]
    any_session.execute(sa.insert(Member), rows)
    words = [{"member_id": row["id"], "word": word} for row in rows for word in str(row["sort_name"]).split()]
    any_session.execute(sa.insert(NameWord), words)
    return any_session


@pytest.mark.parametrize(
    ("typed", "common"),
    [("inventa", True), ("invent", True), ("inventa 0", True), ("inventa other", False), ("", False)],
)
def test_a_word_is_common_when_more_than_so_many_names_have_it(crowd: Session, typed: str, common: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert has_common_words(crowd, Filter(search=typed)) is common


def test_an_address_is_no_common_word(crowd: Session) -> None:
    assert not has_common_words(crowd, Filter(search="inventa@parliament.example"))


@pytest.mark.parametrize("typed", ["inventa", "inventa 0", "inventa 00007", "zed", "nobody"])
def test_people_met_in_their_order_are_those_that_are_gathered(crowd: Session, now: datetime, typed: str) -> None:
    meant = Filter(search=typed)
    gathered, walked = (people(crowd, meant, OPERATOR, now, walked=way) for way in (False, True))
    pages = [
        read_counted_page(crowd, lines(chosen), ORDERS["name"], None, most=1_000, counted=gathered.ids())
        for chosen in (gathered, walked)
    ]
    assert pages[0].rows == pages[1].rows
    assert pages[0].total == pages[1].total
