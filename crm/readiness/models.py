"""What was seen or waved through of the go-live checklist."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.readiness.checklist import Point


class ProofKind(StrEnum):
    """How a point came to count as done; a test that was mailed still waits for its code."""

    SEEN = "seen"
    WAVED = "waved"
    MAILED = "mailed"


class Proof(Identified, Base):
    """What is known of one point of the checklist.

    `about` is what it holds for (a domain, an address): when that changes, the proof is void.
    `words` are what was seen, or the reason; of a test that was mailed, what its code is derived from.
    """

    __tablename__ = "readiness_proof"

    point: Mapped[Point] = mapped_column(unique=True)
    kind: Mapped[ProofKind]
    about: Mapped[str] = mapped_column(String(320), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
