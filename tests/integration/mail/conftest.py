"""A ledger for the tests of delivery."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.mailing import Ledger, ledger_in


@pytest.fixture
def ledger(sqlite_url: str) -> Iterator[Ledger]:
    """A ledger in SQLite."""
    with ledger_in(sqlite_url) as opened:
        yield opened


@pytest.fixture
def any_ledger(any_url: str) -> Iterator[Ledger]:
    """A ledger, once with each engine."""
    with ledger_in(any_url) as opened:
        yield opened
