"""Where the digests stand: the one under way, and how the last one went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.digests.queries.deliveries import counts_of
from crm.mail.models import MessageState

OVER = (DigestState.SENT, DigestState.CANCELLED)


@dataclass(frozen=True)
class Mailing:
    """The digest under way and the last one sent, each if there is one, with the last one's messages by state."""

    under_way: Digest | None
    last: Digest | None
    counts: Mapping[MessageState, int]


def mailing(session: Session) -> Mailing:
    """Find where the digests stand: two statements, and one for the counts."""
    newest = sa.select(Digest).order_by(Digest.id.desc()).limit(1)
    under_way = session.scalar(newest.where(Digest.state.not_in(OVER)))
    last = session.scalar(newest.where(Digest.state == DigestState.SENT))
    return Mailing(under_way, last, counts_of(session, [last])[last.id] if last is not None else {})
