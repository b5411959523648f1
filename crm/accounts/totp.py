"""The second factor: codes of an authenticator app (RFC 6238), each good for one sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp

from crm.accounts.tokens import equal, plain_code

if TYPE_CHECKING:
    from datetime import datetime

PERIOD = 30
"""Seconds for which a code stands."""

DRIFT = 1
"""Steps by which a phone's clock may be off, either way."""


def new_secret() -> str:
    """Draw the secret that an authenticator app and we share: 160 bits in base32."""
    return pyotp.random_base32(32)


def address(secret: str, account: str, issuer: str) -> str:
    """Give the otpauth address that an app reads from the square code."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=account, issuer_name=issuer)


def accepted_step(secret: str, typed: str, now: datetime, last_step: int | None) -> int | None:
    """Give the time step whose code was typed, or None; a step up to the last one used is spent."""
    current = int(now.timestamp()) // PERIOD
    code = plain_code(typed)
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if equal(code_at(secret, step), code) and (last_step is None or step > last_step):
            found = step
    return found


def code_at(secret: str, step: int) -> str:
    """Give the six digits of a time step."""
    return pyotp.TOTP(secret, interval=PERIOD).generate_otp(step)
