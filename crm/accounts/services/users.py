"""Users: invited, added, disabled, given another role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.accounts.errors import LastCoordinatorError
from crm.accounts.models import User, UserState
from crm.accounts.passwords import hash_password, require_strong
from crm.accounts.queries import count_coordinators
from crm.accounts.rights import Role
from crm.accounts.services import second_factor
from crm.accounts.services.credentials import require_free
from crm.accounts.services.links import end_links
from crm.accounts.services.signing_in import sign_out_everywhere
from crm.audit.services import describe, journal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def add_user(
    session: Session,
    now: datetime,
    *,
    email: str,
    role: Role,
    name: str = "",
    language: str = "en",
    password: str | None = None,
) -> User:
    """Make a user: able to sign in when a password is given, else invited.

    Raises AddressTakenError and WeakPasswordError.
    """
    folded = require_free(session, email)
    if password is not None:
        require_strong(password, [folded, name])
    user = User(
        email=folded,
        name=name.strip(),
        role=role,
        language=language,
        state=UserState.INVITED if password is None else UserState.ACTIVE,
        password_hash=None if password is None else hash_password(password),
        created_at=now,
        invited_at=now if password is None else None,
    )
    session.add(user)
    session.flush()
    describe(session, f"Added {user.shown_name} as {role.value}", subject=f"users:{user.id}")
    return user


def change_role(session: Session, user: User, role: Role, now: datetime, *, by: int | None) -> None:
    """Give a user another role, and sign them out; raises LastCoordinatorError."""
    if user.role is role:
        return
    before = user.role
    user.role = role
    require_a_coordinator(session)
    _shut(session, user, now)
    describe(session, f"Made {user.shown_name} {role.value}", subject=f"users:{user.id}")
    journal(session, now, "role changed", actor_id=by, detail={"user": user.id, "from": before, "to": role})


def disable(session: Session, user: User, now: datetime, *, by: int | None) -> None:
    """Shut a user out at once; raises LastCoordinatorError."""
    user.state = UserState.DISABLED
    require_a_coordinator(session)
    _shut(session, user, now)
    describe(session, f"Disabled {user.shown_name}", subject=f"users:{user.id}")
    journal(session, now, "user disabled", actor_id=by, detail={"user": user.id})


def enable(session: Session, user: User, now: datetime, *, by: int | None) -> None:
    """Let a disabled user in again, as they were."""
    accepted = user.password_hash is not None or user.last_sign_in_at is not None
    user.state = UserState.ACTIVE if accepted else UserState.INVITED
    describe(session, f"Enabled {user.shown_name}", subject=f"users:{user.id}")
    journal(session, now, "user enabled", actor_id=by, detail={"user": user.id})


def drop_second_factor(session: Session, user: User, now: datetime, *, by: int | None) -> None:
    """Take the second factor from a user who lost it, after the coordinator made sure who asks."""
    second_factor.turn_off(session, user, now, by=by)
    describe(session, f"Took the second factor from {user.shown_name}", subject=f"users:{user.id}")


def edit_profile(session: Session, user: User, *, name: str, language: str) -> None:
    """Change how a user is named and in which language they read."""
    user.name, user.language = name.strip(), language
    describe(session, f"Edited the account of {user.shown_name}", subject=f"users:{user.id}")


def require_a_coordinator(session: Session) -> None:
    """Raise LastCoordinatorError when nobody is left who could let others in."""
    session.flush()
    if count_coordinators(session) == 0:
        raise LastCoordinatorError


def _shut(session: Session, user: User, now: datetime) -> None:
    end_links(session, user.id, now)
    sign_out_everywhere(session, user.id)
