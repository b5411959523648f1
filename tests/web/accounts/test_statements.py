"""How many statements the pages of accounts cost, however much there is."""

from __future__ import annotations

import pytest
from flask import Flask

from crm.accounts.rights import Role
from crm.extensions import db
from tests.support.accounts import make_user, new_browser
from tests.support.statements import counted


@pytest.mark.parametrize(
    ("page", "most"),
    [("/users/", 3), ("/account", 6), ("/users/1", 3), ("/settings/", 3), ("/audit/", 4), ("/audit/journal", 4)],
)
def test_a_page_costs_as_many_statements_with_thirty_users_as_with_one(app: Flask, page: str, most: int) -> None:
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    with app.app_context():
        engine = db.engine
    with counted(engine) as with_one:
        browser.get(page)
    for number in range(30):
        make_user(app, f"user{number}@coalition.example", Role.STAFF, password=None)
    with counted(engine) as with_thirty:
        browser.get(page)
    assert len(with_thirty) == len(with_one)
    assert len(with_one) <= most, with_one
