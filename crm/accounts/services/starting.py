"""The first coordinator of an empty instance, by a one-time code from the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.accounts import tokens
from crm.accounts.errors import NotEmptyError
from crm.accounts.models import StartCode, User
from crm.accounts.queries import find_start_code, is_empty
from crm.accounts.rights import Role
from crm.accounts.services.users import add_user

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def new_start_code(session: Session, now: datetime) -> str | None:
    """Draw the start code of an instance without users, ending the one before; None when it has users."""
    if not is_empty(session):
        return None
    code = tokens.new_recovery_code()
    session.execute(sa.delete(StartCode))
    session.add(StartCode(code_hash=tokens.fingerprint(tokens.plain_code(code)), created_at=now))
    return code


def is_start_code(session: Session, typed: str) -> bool:
    """Whether this is the code that the console shows."""
    kept = find_start_code(session)
    given = tokens.fingerprint(tokens.plain_code(typed))
    return kept is not None and tokens.equal(kept.code_hash, given)


def start(session: Session, now: datetime, *, email: str, name: str, password: str) -> User:
    """Make the first coordinator and end the start code; raises NotEmptyError and WeakPasswordError."""
    if not is_empty(session):
        raise NotEmptyError
    session.execute(sa.delete(StartCode))
    return add_user(session, now, email=email, name=name, role=Role.COORDINATOR, password=password)
