"""Every route of the application, and what the database holds before and after it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from crm.db import Base
from crm.extensions import db
from crm.web.access import Access, access_of

SIDE_RECORDS = frozenset({"audit_entry", "counter", "sign_in"})
"""What a refused or reading request may leave: the journal, counts, and when a browser was seen."""


def routes(app: Flask) -> Iterator[tuple[Rule, str, Access]]:
    """Give every route with each of its methods and its rule of access."""
    for rule in app.url_map.iter_rules():
        access = access_of(rule.endpoint)
        assert access is not None, f"{rule} has no rule of access"
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method, access


def address(rule: Rule) -> str:
    """Fill an address with numbers and words that may exist or not."""
    chosen = re.sub(r"<any\((\w+)[^>]*>", r"\1", str(rule))
    return re.sub(r"<(?:(\w+)[^:>]*:)?\w+>", lambda found: "1" if found[1] == "int" else "CH", chosen)


def contents(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Read every table that a request could change, side records aside."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name not in SIDE_RECORDS
        }
