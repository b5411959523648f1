"""Whose failure it is, and when a domain fails as one."""

from __future__ import annotations

import pytest

from crm.mail.failing import Blame, blame_of_status, is_enough, is_the_domains


@pytest.mark.parametrize(
    ("status", "blame"),
    [
        ("5.1.1", Blame.ADDRESS),
        ("5.1.10", Blame.ADDRESS),
        ("5.2.1", Blame.ADDRESS),
        ("5.2.2", Blame.WHILE),
        ("4.4.7", Blame.WHILE),
        ("5.0.0", Blame.WHILE),
        ("5.7.26", Blame.OURS),
        ("5.1.8", Blame.OURS),
        ("5.6.1", Blame.OURS),
        ("5.3.4", Blame.OURS),
    ],
)
def test_the_status_code_says_whose_failure_it_is(status: str, blame: Blame) -> None:
    assert blame_of_status(status) is blame


def test_three_failures_of_two_mails_are_enough() -> None:
    assert is_enough(3, 2)
    assert not is_enough(2, 2)
    assert not is_enough(3, 1)


def test_a_domain_fails_when_five_and_half_of_its_addresses_do() -> None:
    assert is_the_domains(5, 10)
    assert is_the_domains(40, 40)
    assert not is_the_domains(4, 4)
    assert not is_the_domains(5, 11)
