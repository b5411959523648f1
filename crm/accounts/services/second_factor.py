"""The second factor: offered, confirmed, asked for, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.accounts import tokens, totp
from crm.accounts.models import RecoveryCode, User
from crm.accounts.services.signing_in import sign_out_everywhere
from crm.audit.services import journal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

RECOVERY_CODES = 10


def offer(session: Session, user: User) -> str:
    """Give the secret to put into an authenticator app, the same until it is confirmed or taken away."""
    if user.totp_offered is None:
        user.totp_offered = totp.new_secret()
        session.flush()
    return user.totp_offered


def confirm(session: Session, user: User, typed: str, now: datetime, *, sign_in_id: int) -> Sequence[str] | None:
    """Turn the second factor on once the app's code is right, and give the recovery codes; None if it is wrong.

    Other browsers are signed out.
    """
    if user.totp_offered is None:
        return None
    step = totp.accepted_step(user.totp_offered, typed, now, None)
    if step is None:
        return None
    user.totp_secret, user.totp_offered, user.totp_last_step = user.totp_offered, None, step
    sign_out_everywhere(session, user.id, but=sign_in_id)
    journal(session, now, "second factor on", actor_id=user.id)
    return new_recovery_codes(session, user)


def new_recovery_codes(session: Session, user: User) -> Sequence[str]:
    """Draw a user's recovery codes anew; those they had are good for nothing."""
    codes = [tokens.new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=tokens.fingerprint(tokens.plain_code(code))) for code in codes
    )
    return codes


def accept(session: Session, user: User, typed: str, now: datetime) -> bool:
    """Whether a code of the app or a recovery code was typed; each is accepted once, in whatever browser."""
    return _accept_step(session, user, typed, now) or _accept_recovery(session, user, typed, now)


def turn_off(session: Session, user: User, now: datetime, *, by: int | None, but: int | None = None) -> None:
    """Take a user's second factor away, and sign their other browsers out."""
    user.totp_secret = user.totp_offered = user.totp_last_step = None
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    sign_out_everywhere(session, user.id, but=but)
    journal(session, now, "second factor off", actor_id=by, detail={"user": user.id})


def _accept_step(session: Session, user: User, typed: str, now: datetime) -> bool:
    if user.totp_secret is None:
        return False
    step = totp.accepted_step(user.totp_secret, typed, now, user.totp_last_step)
    if step is None:
        return False
    # Asked of the database, so that of two browsers with the same code one comes too late.
    spent = session.execute(
        sa.update(User)
        .where(User.id == user.id, sa.func.coalesce(User.totp_last_step, 0) < step)
        .values(totp_last_step=step)
        .returning(User.id)
        .execution_options(synchronize_session=False)
    )
    return spent.first() is not None


def _accept_recovery(session: Session, user: User, typed: str, now: datetime) -> bool:
    spent = session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == tokens.fingerprint(tokens.plain_code(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return spent.first() is not None
