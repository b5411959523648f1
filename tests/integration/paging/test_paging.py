"""Reading a list page by page."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.actions.models import ActionKind, ParliamentaryAction
from crm.paging import Order, Place, count_rows, read_counted_page, read_page
from tests.conftest import NOW

BY_DATE = Order((ParliamentaryAction.on, ParliamentaryAction.id), nullable=True)
DATES = ["2026-03", None, "2025", "2026-03-02", None, "2025", "2024-12-31"]


@pytest.fixture
def actions(any_session: Session) -> Session:
    for on in DATES:
        any_session.add(ParliamentaryAction(kind=ActionKind.QUESTION, title=str(on), on=on, logged_at=NOW))
    any_session.flush()
    return any_session


def titles(session: Session, order: Order, size: int) -> tuple[list[str], list[str]]:
    """Walk a list to its end and back to its start."""
    statement = sa.select(ParliamentaryAction.title)
    page = read_page(session, statement, order, None, size)
    there = [row.title for row in page.rows]
    while page.next is not None:
        page = read_page(session, statement, order, Place.read(page.next.write(), order), size)
        there += [row.title for row in page.rows]
    back = [row.title for row in page.rows]
    while page.previous is not None:
        page = read_page(session, statement, order, Place.read(page.previous.write(), order), size)
        back = [row.title for row in page.rows] + back
    return there, back


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 50])
@pytest.mark.parametrize("order", [BY_DATE, BY_DATE.reversed])
def test_every_row_is_seen_once_in_order_both_ways_and_undated_rows_come_last(
    actions: Session, order: Order, size: int
) -> None:
    whole = list(actions.scalars(order.apply(sa.select(ParliamentaryAction.title))))
    there, back = titles(actions, order, size)
    assert there == back == whole
    assert sorted(there) == sorted(str(on) for on in DATES)
    assert there[-2:] == ["None", "None"]


def test_a_page_knows_the_length_of_its_list_wherever_it_begins(actions: Session) -> None:
    statement = sa.select(ParliamentaryAction.title)
    place, lengths = None, []
    for _page in range(4):
        page = read_counted_page(actions, statement, BY_DATE.reversed, place, size=2, most=5)
        lengths.append(page.total and (page.total.number, page.total.more))
        place = page.next
    assert lengths == [(5, True)] * 4
    whole = read_counted_page(actions, statement, BY_DATE, None, size=10, most=5)
    assert (whole.total and whole.total.number, whole.next) == (7, None)


def test_a_count_stops_at_its_limit(actions: Session) -> None:
    statement = sa.select(ParliamentaryAction.title).where(ParliamentaryAction.on.is_not(None))
    assert (count_rows(actions, statement).number, count_rows(actions, statement).more) == (5, False)
    assert (count_rows(actions, statement, 3).number, count_rows(actions, statement, 3).more) == (3, True)


def test_a_list_of_values_has_them_by_name_and_as_the_columns_mean_them(actions: Session) -> None:
    statement = sa.select(ParliamentaryAction.title, ParliamentaryAction.kind, sa.literal(7).label("all"))
    title, kind, *_rest = row = read_page(actions, statement, BY_DATE.reversed).rows[0]
    assert (row.title, row.kind, row.all) == (title, kind, 7) == ("2026-03-02", ActionKind.QUESTION, 7)


def test_a_list_can_be_of_objects_and_sees_what_was_added_a_moment_ago(actions: Session) -> None:
    actions.add(ParliamentaryAction(kind=ActionKind.BILL, title="new", on="2027", logged_at=NOW))
    newest = read_page(actions, sa.select(ParliamentaryAction), BY_DATE.reversed, size=1).rows[0]
    assert (newest.ParliamentaryAction.title, actions.is_modified(newest.ParliamentaryAction)) == ("new", False)
    actions.add(ParliamentaryAction(kind=ActionKind.BILL, title="newer", on="2028", logged_at=NOW))
    assert read_page(actions, sa.select(ParliamentaryAction.title), BY_DATE.reversed).rows[0].title == "newer"


@pytest.mark.parametrize(
    "text", [None, "", "x", "é", "W10", "WzAsMV0", "bnVsbA", "A" * 10_000, Place(("2025", 2**40)).write()]
)
def test_a_place_that_is_not_one_of_ours_is_the_start(text: str | None) -> None:
    assert Place.read(text, BY_DATE) is None
