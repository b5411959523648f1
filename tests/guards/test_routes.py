"""Guards over every route of the application."""

from __future__ import annotations

from flask import Flask

from crm.web.access import access_of


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    with app.app_context():
        silent = {rule.endpoint for rule in app.url_map.iter_rules() if access_of(rule.endpoint) is None}
    assert silent == set()
