"""The curve of a treaty's spread."""

from __future__ import annotations

from datetime import date

from crm.treaties.acts import Act, TreatyActionKind
from crm.treaties.curve import HEIGHT, WIDTH, Point, by_year, draw, history

Kind = TreatyActionKind
ACTS = {
    "NO": [Act(Kind.SIGNATURE, date(2008, 12, 3)), Act(Kind.RATIFICATION, date(2008, 12, 3))],
    "KE": [Act(Kind.SIGNATURE, date(2008, 12, 3))],
    "LT": [Act(Kind.ACCESSION, date(2011, 3, 24)), Act(Kind.WITHDRAWAL_EFFECTIVE, date(2025, 3, 6))],
}


def test_each_day_on_which_something_moved_is_a_point() -> None:
    assert history(ACTS, date(2026, 1, 1)) == [
        Point(date(2008, 12, 3), 2, 1),
        Point(date(2011, 3, 24), 2, 2),
        Point(date(2025, 3, 6), 2, 1),
    ]


def test_the_table_beside_it_has_every_year_up_to_the_day() -> None:
    years = by_year(history(ACTS, date(2011, 6, 1)), date(2011, 6, 1))
    assert [(point.on, point.parties) for point in years] == [
        (date(2008, 12, 31), 1),
        (date(2009, 12, 31), 1),
        (date(2010, 12, 31), 1),
        (date(2011, 6, 1), 2),
    ]


def test_the_lines_stay_inside_the_drawing() -> None:
    curve = draw(history(ACTS, date(2026, 1, 1)), date(2026, 1, 1))
    corners = [tuple(map(float, pair.split(","))) for pair in curve.parties.split()]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)
    assert corners[-1] == (WIDTH, HEIGHT * 49 / 50)


def test_a_treaty_without_acts_has_an_empty_curve() -> None:
    until = date(2026, 1, 1)
    assert (draw([], until).parties, list(by_year([], until))) == ("", [])
