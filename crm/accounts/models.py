"""Users, their sign-ins and mailed tokens, and the organisation's settings."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.accounts.rights import Role
from crm.db import Base, Identified


class UserState(StrEnum):
    """Whether a user can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"
    ERASED = "erased"


SHUT = frozenset({UserState.DISABLED, UserState.ERASED})
"""The states in which nobody signs in and no mail goes out."""


class User(Identified, Base):
    """Somebody who can sign in: one verified address, one person."""

    __tablename__ = "user"
    __table_args__ = ({"sqlite_autoincrement": True},)

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role]
    state: Mapped[UserState] = mapped_column(default=UserState.INVITED)
    language: Mapped[str] = mapped_column(String(10), default="en")
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_offered: Mapped[str | None] = mapped_column(Text)
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]

    @property
    def shown_name(self) -> str:
        """The name, or the address where no name is known."""
        return self.name or self.email


class SignIn(Identified, Base):
    """One signed-in browser, known by the hash of the random token in its cookie.

    One that is not complete has given the password and still owes the second factor.
    """

    __tablename__ = "sign_in"
    __audited__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    complete: Mapped[bool] = mapped_column(default=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    remote: Mapped[str] = mapped_column(String(64), default="")


class MailedToken(Identified, Base):
    """A link that was mailed to a user; only its hash is kept, and the nonce it was derived from.

    The six digits mailed beside a sign-in link are derived from the same nonce, for the one
    browser that asked for them.
    """

    __tablename__ = "mailed_token"
    __audited__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    new_email: Mapped[str | None] = mapped_column(String(254))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Identified, Base):
    """A code for the day the second factor is lost; each works once."""

    __tablename__ = "recovery_code"
    __audited__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class StartCode(Identified, Base):
    """The one-time code, shown on the console, by which the first coordinator of an empty instance is made."""

    __tablename__ = "start_code"
    __audited__ = False

    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class ActsFor(Identified, Base):
    """An assistant's user may act for a member."""

    __tablename__ = "acts_for"
    __table_args__ = (UniqueConstraint("user_id", "member_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))


class Organisation(Identified, Base):
    """What readers see of us; one row."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(200), default="")
    web_page: Mapped[str] = mapped_column(String(300), default="")
    postal_address: Mapped[str] = mapped_column(Text, default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    reply_box: Mapped[str] = mapped_column(String(254), default="")
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["en"])
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    public_pages: Mapped[bool] = mapped_column(default=False)
    public_archive: Mapped[bool] = mapped_column(default=False)
    second_person: Mapped[bool] = mapped_column(default=False)


class Counter(Base):
    """How often something happened in a window of time: sign-in failures, requests for mail."""

    __tablename__ = "counter"
    __audited__ = False

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    window_starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
