"""Who is counted as one visitor."""

from __future__ import annotations

import pytest

from crm.web.limits import network


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_a_household_is_one_visitor(remote: str, counted: str) -> None:
    assert network(remote) == counted
