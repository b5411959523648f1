"""The mails that accounts send, queued in the transaction of their cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.accounts.errors import TooManyMailsError
from crm.accounts.models import SHUT, MailedToken, User, UserState
from crm.accounts.queries import find_user
from crm.accounts.rights import Role
from crm.accounts.services.links import issue
from crm.accounts.tokens import Purpose
from crm.mail.kinds import URGENT
from crm.mail.services import queue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

ADDRESS_TOLD = "address_told"
"""The kind of the mail that tells the old address of a new one."""

WELCOME = "welcome"
"""The kind of an invitation to somebody who asked for it."""


def mail_sign_in(session: Session, now: datetime, key: str, email: str, browser: str) -> None:
    """Mail a sign-in link and code to a member's stored address; nothing, and no word of it, to anybody else."""
    user = find_user(session, email)
    if user is not None and user.role is Role.MEMBER and user.state not in SHUT:
        _mail_quietly(session, now, key, user, Purpose.SIGN_IN, browser=browser)


def mail_reset(session: Session, now: datetime, key: str, email: str) -> None:
    """Mail a link to set a new password to the stored address; to whoever is invited still, the invitation again."""
    user = find_user(session, email)
    if user is None or user.role is Role.MEMBER or user.state in SHUT:
        return
    purpose = Purpose.RESET if user.state is UserState.ACTIVE else Purpose.INVITE
    _mail_quietly(session, now, key, user, purpose)


def mail_invitation(
    session: Session, now: datetime, key: str, user: User, *, kind: str = Purpose.INVITE.value
) -> MailedToken:
    """Mail an invitation, which ends the one before, in the words of its kind; raises TooManyMailsError."""
    user.invited_at = now
    issued = issue(session, key, user, Purpose.INVITE, now)
    _queue(session, now, issued, user, kind=kind, email=user.email)
    return issued


def mail_address_change(session: Session, now: datetime, key: str, user: User, new_email: str) -> None:
    """Mail the link that puts a new address in force to that address, and tell the old one.

    Raises TooManyMailsError.
    """
    issued = issue(session, key, user, Purpose.ADDRESS_CHANGE, now, new_email=new_email)
    _queue(session, now, issued, user, kind=Purpose.ADDRESS_CHANGE.value, email=new_email)
    _queue(session, now, issued, user, kind=ADDRESS_TOLD, email=user.email)


def _mail_quietly(
    session: Session, now: datetime, key: str, user: User, purpose: Purpose, browser: str | None = None
) -> None:
    try:
        _mail(session, now, key, user, purpose, browser)
    except TooManyMailsError:
        # The answer must not tell that there is such an account.
        return


def _mail(
    session: Session, now: datetime, key: str, user: User, purpose: Purpose, browser: str | None = None
) -> MailedToken:
    issued = issue(session, key, user, purpose, now, browser=browser)
    _queue(session, now, issued, user, kind=purpose.value, email=user.email)
    return issued


def _queue(session: Session, now: datetime, issued: MailedToken, user: User, *, kind: str, email: str) -> None:
    queue(
        session,
        now,
        kind=kind,
        subject_id=issued.id,
        recipient_id=user.id,
        email=email,
        language=user.language,
        priority=URGENT,
    )
