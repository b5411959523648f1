"""Issues laid out as bars."""

from datetime import date

import pytest

from crm.results.chart import HEIGHT, WIDTH, Issue, draw

DAY = date(2026, 3, 2)


def test_the_parts_of_a_bar_stand_on_each_other_and_keep_their_proportions() -> None:
    chart = draw([Issue(DAY, 60, 20, 20)])
    assert [bar.what for bar in chart.bars] == ["sent", "failed", "skipped"]
    sent, failed, skipped = chart.bars
    assert sent.y + sent.height == HEIGHT
    assert failed.y + failed.height == pytest.approx(sent.y)
    assert skipped.height == failed.height == pytest.approx(sent.height / 3, abs=0.1)
    assert [level for _y, level in chart.levels] == [0, 50, 100]


@pytest.mark.parametrize("number", [0, 1, 26])
def test_every_bar_is_on_the_drawing_and_at_most_eight_days_are_written(number: int) -> None:
    chart = draw([Issue(DAY, 10 * place, 1, 0) for place in range(number)])
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and 0 <= bar.y <= HEIGHT for bar in chart.bars)
    assert len(chart.days) <= 8


@pytest.mark.parametrize(("highest", "top"), [(0, 2), (2, 2), (3, 4), (9, 10), (11, 20), (214, 400), (50_000, 100_000)])
def test_the_scale_ends_at_a_round_even_number(highest: int, top: int) -> None:
    assert draw([Issue(DAY, highest, 0, 0)]).levels[-1][1] == top
