"""What was done, and the journal, as the coordinator reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.accounts import Browser, make_user, new_browser


@pytest.fixture
def ann(app: Flask) -> Browser:
    """A coordinator's browser."""
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    return browser


def test_each_act_is_listed_with_who_and_shows_what_it_changed(app: Flask, ann: Browser) -> None:
    del app
    ann.send("/account", name="Ann Newname", language="en")
    page = ann.get("/audit/").text
    assert "Edited the account of Ann Newname" in page
    row = page.partition("Edited the account of Ann Newname")[0].rpartition("/audit/")[2].partition('"')[0]
    shown = ann.get(f"/audit/{row}").text
    assert "name: Ann Example" in shown
    assert "name: Ann Newname" in shown
    assert "Undo" in shown


def test_the_list_is_filtered_by_who_when_and_words(ann: Browser) -> None:
    ann.send("/account", name="Ann Newname", language="en")
    assert "Ann Newname" in ann.get("/audit/?who=1&words=account&since=2020-01-01").text.partition("<table")[2]
    for other in ("who=99", "until=2020-01-01", "words=nothing-like-it", "since=2099-01-01"):
        assert "Nothing fits" in ann.get(f"/audit/?{other}").text, other


@pytest.mark.parametrize("page", ["/audit/", "/audit/journal"])
@pytest.mark.parametrize(
    "nonsense",
    [
        "since=x",
        "who=%27%22",
        "words=%25_*%5C(",
        "before=x",
        "before=-1",
        "who=9999999999999999999999",
        "words=" + "x" * 10_000,
    ],
)
def test_nonsense_in_the_filter_is_no_fault_of_ours(page: str, nonsense: str, ann: Browser) -> None:
    assert ann.get(f"{page}?{nonsense}").status_code in {200, 400}


def test_wildcards_are_meant_literally(ann: Browser) -> None:
    ann.send("/account", name="Ann Newname", language="en")
    assert "Nothing fits" in ann.get("/audit/?words=%25").text
    assert "Nothing fits" in ann.get("/audit/?words=edit__").text


def test_refusals_are_in_the_journal(app: Flask, ann: Browser, sign_in: Callable[..., FlaskClient]) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    assert sign_in("staff").get("/users/").status_code == 403
    page = ann.get("/audit/journal?words=refused").text
    assert "page refused" in page
    assert "accounts.users" in page


def test_fifty_lines_make_a_page_and_the_older_ones_follow(app: Flask, ann: Browser) -> None:
    for number in range(60):
        ann.send("/account", name=f"Ann {number}", language="en")
    first = ann.get("/audit/").text
    assert first.count("<tr>") == 51
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert 10 <= ann.get(older).text.count("<tr>") <= 12
    del app
