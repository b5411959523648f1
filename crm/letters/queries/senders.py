"""Who signs letters, and for which countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.letters.models import SenderImage, SenderProfile


def list_senders(session: Session) -> Sequence[SenderProfile]:
    """The profiles in use: the default first, then by name."""
    return session.scalars(
        sa.select(SenderProfile)
        .where(SenderProfile.retired_at.is_(None))
        .order_by(SenderProfile.is_default.desc(), SenderProfile.name, SenderProfile.id)
    ).all()


def sender_for(senders: Sequence[SenderProfile], iso2: str | None, chosen_id: int | None) -> SenderProfile | None:
    """Who signs a letter to a country: the one chosen for all, else the one that serves it, else the default."""
    if chosen_id is not None:
        return next((sender for sender in senders if sender.id == chosen_id), None)
    serving = next((sender for sender in senders if iso2 is not None and iso2 in sender.countries), None)
    return serving or next((sender for sender in senders if sender.is_default), None)


def images(session: Session, sender_ids: Sequence[int]) -> Mapping[int, SenderImage]:
    """The pictures on letterheads, by sender."""
    rows = session.scalars(sa.select(SenderImage).where(SenderImage.sender_id.in_(sender_ids)))
    return {image.sender_id: image for image in rows}
