"""A sign-in link that the operator hands to somebody instead of mailing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.accounts.services.links import issue
from crm.accounts.services.messages import link_address
from crm.accounts.tokens import Purpose
from crm.audit.services import journal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from crm.accounts.models import User


def hand_out_link(session: Session, key: str, base_url: str, user: User, now: datetime) -> str:
    """Make a link that signs a user in once, as a mailed one would; the older ones end."""
    issued = issue(session, key, user, Purpose.SIGN_IN, now)
    journal(session, now, "sign-in link handed out", detail={"user": user.id})
    return link_address(key, base_url, issued)
