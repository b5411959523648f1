"""Erasing the account of somebody who is erased: nobody signs in with it any more, and it says nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User, UserState
from crm.accounts.services.mailing import ADDRESS_TOLD
from crm.accounts.tokens import Purpose
from crm.audit.erasing import RowName, forget_whereabouts, name_of, referring_to, take_away
from crm.mail.services.erasing import forget_messages

KINDS = (*(purpose.value for purpose in Purpose), ADDRESS_TOLD)
NOBODY = "erased-{}@erased.invalid"
"""An address that is none: each account has one of its own."""


def erase_user(session: Session, now: datetime, user: User) -> Iterator[RowName]:
    """Take away what a user signed in with, and their name; gives the rows whose history is to be forgotten.

    The row stays, without a word, because what they did stays theirs alone.
    """
    for model, column in referring_to(User):
        for row in session.scalars(sa.select(model).where(column == user.id)).all():
            yield from take_away(session, row)
    user.email, user.name, user.state = NOBODY.format(user.id), "", UserState.ERASED
    user.password_hash = user.totp_secret = user.totp_offered = user.totp_last_step = None
    user.last_sign_in_at = None
    forget_messages(session, now, KINDS, user.id)
    forget_whereabouts(session, user.id)
    yield name_of(user)
