"""Passwords: which are accepted, how they are stored and how one is checked."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST = 8
"""Characters a password needs."""

LONGEST = 1000
"""Characters above which a password is refused, never cut."""

GUESSED_UP_TO = 32
"""Characters above which a password is too long to be guessed from lists."""

TOO_FEW_GUESSES = 100_000
"""Guesses below which a password counts as common."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


class Weakness(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    COMMON = "common"


class WeakPasswordError(ValueError):
    """A password that would not protect its owner."""

    def __init__(self, weakness: Weakness) -> None:
        """Keep why it is refused."""
        super().__init__(weakness.value)
        self.weakness = weakness


def normalised(password: str) -> str:
    """Give the one form under which equal-looking passwords are equal (NFC), nothing cut or trimmed."""
    return unicodedata.normalize("NFC", password)


def require_strong(password: str, about: Sequence[str] = ()) -> None:
    """Raise WeakPasswordError for a password that is short, or among the first that anybody would guess.

    `about` are words about its owner (name, address), which are guessed first.
    """
    text = normalised(password)
    if len(text) < SHORTEST:
        raise WeakPasswordError(Weakness.TOO_SHORT)
    if len(text) > LONGEST:
        raise WeakPasswordError(Weakness.TOO_LONG)
    if is_common(text, about):
        raise WeakPasswordError(Weakness.COMMON)


def is_common(password: str, about: Sequence[str] = ()) -> bool:
    """Whether a password falls within the first hundred thousand guesses.

    That holds the thousands of published passwords that are tried first, their usual variations,
    keyboard walks, dates and repetitions.
    """
    text = normalised(password)
    if len(text) > GUESSED_UP_TO:
        return False
    # Its word lists take 40 ms and 15 MB, and are needed only when somebody chooses a password.
    zxcvbn = import_module("zxcvbn").zxcvbn
    guesses: int = zxcvbn(text, user_inputs=[part for word in about for part in _parts(word)])["guesses"]
    return guesses < TOO_FEW_GUESSES


def hash_password(password: str) -> str:
    """Store a password as argon2id with 19 MiB, two passes and one lane."""
    return _HASHER.hash(normalised(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether a password is the stored one; costs the same when nothing is stored."""
    try:
        _HASHER.verify(password_hash or _nobody(), normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether a stored hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _nobody() -> str:
    return _HASHER.hash("the hash of an account that does not exist")


def _parts(text: str) -> list[str]:
    folded = normalised(text).casefold()
    return [folded, folded.partition("@")[0], *re.split(r"[^\w]+", folded)] if folded else []
