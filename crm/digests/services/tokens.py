"""The tokens in a reader's links: 128 random bits, tied to one person and one purpose."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import LinkToken

TELL = "tell"
TOPIC = "digest"
CHUNK = 1000


def ensure_tokens(
    session: Session, now: datetime, purpose: str, subject: str, member_ids: Collection[int]
) -> dict[int, str]:
    """Give each person's token for a purpose, made where there is none; an old one stays good for ever."""
    kept = dict(
        session.execute(
            sa.select(LinkToken.member_id, LinkToken.token).where(
                LinkToken.purpose == purpose, LinkToken.subject == subject
            )
        ).all()
    )
    new = {number: secrets.token_hex(16) for number in member_ids if number not in kept}
    rows = [
        {"token": token, "purpose": purpose, "member_id": number, "subject": subject, "uses": 0, "created_at": now}
        for number, token in new.items()
    ]
    for start in range(0, len(rows), CHUNK):
        session.execute(sa.insert(LinkToken), rows[start : start + CHUNK])
    return kept | new
