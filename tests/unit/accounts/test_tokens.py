"""Secrets in mailed links, codes and cookies."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.tokens import (
    LIFETIMES,
    Purpose,
    derive_code,
    derive_link,
    fingerprint,
    new_nonce,
    new_recovery_code,
    new_secret,
    plain_code,
)

KEY = "k" * 64


def test_a_link_is_the_same_whenever_it_is_derived_and_another_for_anything_else() -> None:
    link = derive_link(KEY, Purpose.RESET, 7, "n")
    assert link == derive_link(KEY, Purpose.RESET, 7, "n")
    others = {
        derive_link("other" * 10, Purpose.RESET, 7, "n"),
        derive_link(KEY, Purpose.SIGN_IN, 7, "n"),
        derive_link(KEY, Purpose.RESET, 8, "n"),
        derive_link(KEY, Purpose.RESET, 7, "m"),
    }
    assert link not in others
    assert len(others) == 4


def test_a_link_has_at_least_128_bits_and_fits_an_address() -> None:
    link = derive_link(KEY, Purpose.RESET, 7, new_nonce())
    assert len(link) == 43
    assert link.replace("-", "").replace("_", "").isalnum()
    assert fingerprint(link) != link


@given(st.text(min_size=1, max_size=20), st.integers(min_value=1))
def test_a_code_has_six_digits(nonce: str, user_id: int) -> None:
    code = derive_code(KEY, user_id, nonce)
    assert len(code) == 6
    assert code.isdigit()


def test_secrets_are_drawn_anew_each_time() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len({new_nonce() for _ in range(100)}) == 100


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_recovery_code()
    assert plain_code(f" {code.upper().replace('-', ' ')} ") == plain_code(code)
    assert plain_code("123 456") == "123456"


def test_links_live_as_long_as_is_promised() -> None:
    assert LIFETIMES[Purpose.SIGN_IN] == timedelta(minutes=10)
    assert LIFETIMES[Purpose.RESET] <= timedelta(minutes=60)
    assert LIFETIMES[Purpose.ADDRESS_CHANGE] <= timedelta(minutes=60)
    assert LIFETIMES[Purpose.INVITE] == timedelta(days=7)
