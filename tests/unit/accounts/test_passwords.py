"""Passwords that are refused, accepted as typed, and stored."""

from __future__ import annotations

import unicodedata

import pytest

from crm.accounts.passwords import Weakness, WeakPasswordError, hash_password, is_common, matches, require_strong


@pytest.mark.parametrize("password", ["", "seven77", "1234567"])
def test_seven_characters_are_too_few(password: str) -> None:
    with pytest.raises(WeakPasswordError) as refused:
        require_strong(password)
    assert refused.value.weakness is Weakness.TOO_SHORT


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "sunshine",
        "1q2w3e4r",
        "88888888",
        "12341234",
        "TRUSTNO1",
    ],
)
def test_a_password_that_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError) as refused:
        require_strong(password)
    assert refused.value.weakness is Weakness.COMMON


def test_the_owners_name_and_address_make_no_password() -> None:
    assert is_common("Jane Okello", ["Jane Okello", "jane.okello@coalition.example"])
    assert is_common("jane.okello", ["Jane Okello", "jane.okello@coalition.example"])


@pytest.mark.parametrize(
    "password",
    [
        "four tall green doors",
        "  spaces at both ends  ",
        "🦆🦢🦉🐧🦜🐦🦩🕊",
        "x" * 128,
        "only lower case letters",
        "пароль из слов",
    ],
)
def test_any_other_password_works_as_typed(password: str) -> None:
    require_strong(password)
    stored = hash_password(password)
    assert matches(stored, password)
    assert not matches(stored, password + "x")
    assert not matches(stored, password[:-1])


def test_the_two_ways_to_write_an_accent_are_one_password() -> None:
    composed, decomposed = (unicodedata.normalize(form, "élève à vélo") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert matches(hash_password(composed), decomposed)


def test_a_password_is_stored_by_argon2id_with_nineteen_mebibytes_and_two_passes() -> None:
    assert hash_password("four tall green doors").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nothing_is_cut_from_a_long_password() -> None:
    assert not matches(hash_password("x" * 128), "x" * 127)
    with pytest.raises(WeakPasswordError) as refused:
        require_strong("four tall green doors " * 50)
    assert refused.value.weakness is Weakness.TOO_LONG


def test_no_password_fits_an_account_that_has_none() -> None:
    assert not matches(None, "four tall green doors")
    assert not matches("not a hash", "four tall green doors")


def test_fifty_thousand_characters_are_refused_at_once() -> None:
    with pytest.raises(WeakPasswordError):
        require_strong("aA1!" * 12_500)
