"""Keeping who signs letters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.letters.models import SenderImage, SenderProfile


@dataclass(frozen=True)
class SenderDraft:
    """A sender as somebody writes it down."""

    name: str
    organisation: str
    signatory: str
    signatory_title: str = ""
    letterhead: str = ""
    postal_address: str = ""
    country_iso2: str | None = None
    reply_email: str = ""
    web_page: str = ""
    countries: tuple[str, ...] = ()
    is_default: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture for a letterhead, looked at: PNG or JPEG."""

    mimetype: str
    content: bytes


def write_sender(
    session: Session, draft: SenderDraft, sender: SenderProfile | None = None, picture: Picture | None = None
) -> SenderProfile:
    """Add a sender, or correct one; one of them is the default, the first where nobody says which."""
    kept = sender if sender is not None else SenderProfile()
    first = session.scalar(sa.select(SenderProfile.id).where(SenderProfile.is_default).limit(1)) is None
    for name, value in (asdict(draft) | {"countries": sorted(draft.countries)}).items():
        setattr(kept, name, value)
    kept.is_default = draft.is_default or first or (sender is not None and _only_default(session, sender))
    if kept.is_default:
        others = sa.select(SenderProfile).where(SenderProfile.is_default, SenderProfile.id != (kept.id or 0))
        for other in session.scalars(others):
            other.is_default = False
    session.add(kept)
    session.flush()
    if picture is not None:
        session.merge(SenderImage(sender_id=kept.id, mimetype=picture.mimetype, content=picture.content))
        session.flush()
    done = "Corrected" if sender is not None else "Added"
    describe(session, f"{done} the sender “{kept.name}”", subject=f"senders:{kept.id}")
    return kept


def retire_sender(session: Session, now: datetime, sender: SenderProfile) -> None:
    """Use a sender no more; letters signed by them keep the name. Raises ValueError for the default."""
    if sender.is_default:
        message = "The default sender stays: make another the default first."
        raise ValueError(message)
    sender.retired_at = now
    describe(session, f"Retired the sender “{sender.name}”", subject=f"senders:{sender.id}")


def _only_default(session: Session, sender: SenderProfile) -> bool:
    """Whether taking the mark from this one would leave none with it."""
    others = sa.select(SenderProfile.id).where(SenderProfile.is_default, SenderProfile.id != sender.id).limit(1)
    return session.scalar(others) is None
