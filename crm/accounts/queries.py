"""What is asked about accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.accounts.lifetimes import FRESH, KNOWN_DEVICE
from crm.accounts.models import (
    ActsFor,
    MailedToken,
    Organisation,
    RecoveryCode,
    SignIn,
    StartCode,
    User,
    UserState,
)
from crm.accounts.rights import Role
from crm.prebuilt import prebuilt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

ORGANISATION_ID = 1


def folded_email(email: str) -> str:
    """Write an address as users are known by: trimmed, in small letters."""
    return email.strip().lower()


def find_user(session: Session, email: str) -> User | None:
    """Find the user with an address."""
    return session.scalar(sa.select(User).where(User.email == folded_email(email)))


def get_user(session: Session, user_id: int) -> User:
    """Get a user; raises NoResultFound."""
    return session.get_one(User, user_id)


def find_user_by_id(session: Session, user_id: int) -> User | None:
    """Find a user by their number."""
    return session.get(User, user_id)


def list_users(session: Session) -> Sequence[User]:
    """List everybody who can or could sign in, not those erased: coordinators, staff, members, each by name."""
    return session.scalars(_in_order().where(User.state != UserState.ERASED)).all()


def _in_order() -> sa.Select[User]:
    rank = sa.case({Role.COORDINATOR.value: 0, Role.STAFF.value: 1}, value=sa.cast(User.role, sa.String), else_=2)
    return sa.select(User).order_by(rank, User.name, User.email, User.id)


def staff_users(session: Session) -> Sequence[User]:
    """List the active coordinators and staff, by name: whoever can own people and follow-ups."""
    return session.scalars(*_staff_users()).all()


@prebuilt
def _staff_users() -> sa.Select[User]:
    chosen = sa.select(User).where(User.state == UserState.ACTIVE, User.role.in_([Role.COORDINATOR, Role.STAFF]))
    return chosen.order_by(User.name, User.email, User.id)


def user_names(session: Session) -> dict[int, str]:
    """Give the shown name of every user, whatever their state, by id; coordinators and staff first."""
    return {user.id: user.shown_name for user in session.scalars(_in_order())}


def count_coordinators(session: Session) -> int:
    """Count the coordinators who can sign in."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(User)
            .where(User.role == Role.COORDINATOR, User.state == UserState.ACTIVE)
        )
        or 0
    )


def is_empty(session: Session) -> bool:
    """Whether nobody has ever had an account here: the instance waits for its first coordinator."""
    return session.scalar(sa.select(User.id).limit(1)) is None


def find_start_code(session: Session) -> StartCode | None:
    """Find the start code that holds."""
    return session.scalar(sa.select(StartCode).order_by(StartCode.id.desc()).limit(1))


def get_settings(session: Session) -> Organisation:
    """Get what readers see of us; an instance that has not said yet has the defaults."""
    kept: Organisation | None = session.info.get("organisation")
    if kept is not None and kept in session:
        return kept
    found = session.get(Organisation, ORGANISATION_ID)
    if found is None:
        return unsaid()
    session.info["organisation"] = found
    return found


def unsaid() -> Organisation:
    """What stands where an organisation has not said anything of itself yet."""
    return Organisation(
        id=ORGANISATION_ID,
        name="",
        web_page="",
        postal_address="",
        sender_name="",
        reply_box="",
        languages=["en"],
        time_zone="UTC",
        public_pages=False,
        public_archive=False,
        second_person=False,
    )


def sign_ins_of(session: Session, user_id: int, now: datetime) -> Sequence[SignIn]:
    """List the browsers a user is signed in with, the latest seen first."""
    return session.scalars(
        sa.select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.complete, SignIn.created_at > now - KNOWN_DEVICE)
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    ).all()


def is_fresh(session: Session, sign_in_id: int, now: datetime) -> bool:
    """Whether this browser signed in within the last minutes."""
    made = session.scalar(sa.select(SignIn.created_at).where(SignIn.id == sign_in_id))
    return made is not None and now - made < FRESH


def count_recovery_codes(session: Session, user_id: int) -> int:
    """Count the recovery codes a user has left."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def get_token(session: Session, token_id: int) -> MailedToken:
    """Get what is kept of a mailed link; raises NoResultFound."""
    return session.get_one(MailedToken, token_id)


def members_acted_for(session: Session, user_id: int) -> Sequence[int]:
    """List the members an assistant's user may act for."""
    return session.scalars(
        sa.select(ActsFor.member_id).where(ActsFor.user_id == user_id).order_by(ActsFor.member_id)
    ).all()
