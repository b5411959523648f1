"""What came of a digest, in numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base


class IssueCount(Base):
    """The numbers of one digest, kept so that no page counts millions of mails; `final` once its thirty days are over.

    `reasons` has those left out by reason, `domains` the mails that failed or came back by domain.
    """

    __tablename__ = "issue_count"
    __audited__ = False

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"), primary_key=True)
    recipients: Mapped[int]
    waiting: Mapped[int]
    sending: Mapped[int]
    sent: Mapped[int]
    failed: Mapped[int]
    in_doubt: Mapped[int]
    skipped: Mapped[int]
    bounced: Mapped[int]
    unsubscribed: Mapped[int]
    replies: Mapped[int]
    actions: Mapped[int]
    reasons: Mapped[dict[str, Any]]
    domains: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
    final: Mapped[bool]
