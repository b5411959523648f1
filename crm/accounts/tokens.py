"""Secrets that go by mail or cookie: derived or drawn here, kept elsewhere only as fingerprints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

CODE_DIGITS = 6
"""Digits of a typed code."""

CODE_TRIES = 5
"""Wrong codes after which a mailed code is dead."""


class Purpose(StrEnum):
    """What a mailed link is good for."""

    SIGN_IN = "sign_in"
    INVITE = "invite"
    RESET = "reset"
    ADDRESS_CHANGE = "address_change"


LIFETIMES = {
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(minutes=60),
    Purpose.ADDRESS_CHANGE: timedelta(minutes=60),
}
"""How long a link of each purpose can be used."""


def new_nonce() -> str:
    """Draw what makes a link the only one of its kind: 128 random bits, as text."""
    return secrets.token_hex(16)


def new_secret() -> str:
    """Draw the secret of a cookie: 256 random bits, as text fit for an address."""
    return secrets.token_urlsafe(32)


def derive_link(key: str, purpose: str, user_id: int, nonce: str) -> str:
    """Derive the secret part of a mailed link; the same arguments give the same text, without the key nobody can."""
    digest = _keyed(key, "link", purpose, str(user_id), nonce)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def derive_code(key: str, user_id: int, nonce: str) -> str:
    """Derive the six digits mailed beside a sign-in link."""
    number = int.from_bytes(_keyed(key, "code", str(user_id), nonce), "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def fingerprint(secret: str) -> str:
    """Give what is stored of a secret of at least 128 bits: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_recovery_code() -> str:
    """Draw a recovery code: 80 random bits as four groups of four letters and digits."""
    text = base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def plain_code(typed: str) -> str:
    """Read a code as people type it: capitals, spaces and hyphens do not matter."""
    return "".join(character for character in typed.casefold() if character.isalnum())


def equal(first: str, second: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(first.encode("utf-8", "replace"), second.encode("utf-8", "replace"))


def _keyed(key: str, *parts: str) -> bytes:
    return hmac.new(key.encode("utf-8"), "\x1f".join(parts).encode("utf-8"), hashlib.sha256).digest()
