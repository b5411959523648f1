"""In which language somebody reads."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.members.models import Member


def language_of(session: Session, member_id: int) -> str:
    """Give the language of a person; nothing when there is no such person."""
    return session.scalar(sa.select(Member.language).where(Member.id == member_id)) or ""
