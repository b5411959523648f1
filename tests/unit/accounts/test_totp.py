"""Codes of the second factor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm.accounts.totp import PERIOD, accepted_step, address, code_at, new_secret

NOW = datetime(2026, 3, 2, 9, 0, 15, tzinfo=UTC)
STEP = int(NOW.timestamp()) // PERIOD


def test_the_codes_are_those_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert code_at(secret, 59 // PERIOD) == "287082"
    assert code_at(secret, 1111111109 // PERIOD) == "081804"


@pytest.mark.parametrize(("drift", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(drift: int, *, accepted: bool) -> None:
    secret = new_secret()
    step = accepted_step(secret, code_at(secret, STEP + drift), NOW, None)
    assert step == (STEP + drift if accepted else None)


def test_a_code_works_once() -> None:
    secret = new_secret()
    code = code_at(secret, STEP)
    step = accepted_step(secret, code, NOW, None)
    assert accepted_step(secret, code, NOW, step) is None
    assert accepted_step(secret, code_at(secret, STEP - 1), NOW, step) is None
    assert accepted_step(secret, code_at(secret, STEP + 1), NOW + timedelta(seconds=PERIOD), step) == STEP + 1


def test_spaces_in_a_code_do_not_matter() -> None:
    secret = new_secret()
    code = code_at(secret, STEP)
    assert accepted_step(secret, f" {code[:3]} {code[3:]} ", NOW, None) == STEP


@pytest.mark.parametrize("typed", ["", "abc", "0" * 50_000, "٠١٢٣٤٥"])
def test_nonsense_is_no_code(typed: str) -> None:
    assert accepted_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", typed, NOW, None) is None


def test_an_app_reads_whose_code_it_is() -> None:
    told = address(new_secret(), "ann@coalition.example", "Parliamentary Friends")
    assert told.startswith("otpauth://totp/Parliamentary%20Friends:ann%40coalition.example?secret=")
