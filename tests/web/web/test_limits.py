"""How often a list may be searched or taken as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from crm.accounts import rates


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/actions/?q=x", rates.SEARCH.most),
        ("/audit/?words=x", rates.SEARCH.most),
        ("/actions/?format=csv", rates.FILES.most),
    ],
)
def test_a_hundred_quick_searches_or_files_are_slowed_and_other_pages_are_not(
    page: str, most: int, sign_in: Callable[..., FlaskClient]
) -> None:
    browser, other = sign_in("coordinator"), sign_in("coordinator")
    statuses = []
    for _ in range(most + 10):
        with browser.get(page) as answer:
            statuses.append(answer.status_code)
            waits = answer.headers.get("Retry-After")
    assert statuses[:most].count(200) >= most - 1
    assert statuses[-1] == 429
    assert waits is not None
    assert 0 < int(waits) <= 120
    assert browser.get("/actions/").status_code == 200
    with other.get(page) as answer:
        assert answer.status_code == 200
