"""Throwing away evidence that is older than thirty days."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.intake.models import Incoming, IncomingContent, IncomingKind
from crm.mail.failing import WITHIN
from crm.mail.models import Address, Failure

KEPT = frozenset({IncomingKind.UNRECOGNISED})
"""What was not understood is never thrown away by itself, unless a person dropped it."""
DROPPED = "dropped"


def forget_old_evidence(session: Session, now: datetime) -> int:
    """Forget what servers said, and the content of mails that are settled; says how many contents went."""
    since = now - WITHIN
    session.execute(sa.delete(Failure).where(Failure.failed_at < since))
    for address in session.scalars(sa.select(Address).where(Address.evidence != "", Address.state_since < since)).all():
        address.evidence = ""
    old = sa.select(Incoming.id).where(
        Incoming.settled_at < since,
        sa.or_(Incoming.kind.not_in({*KEPT, IncomingKind.REPLY}), Incoming.became == DROPPED),
    )
    gone = session.execute(
        sa.delete(IncomingContent).where(IncomingContent.incoming_id.in_(old)).returning(IncomingContent.incoming_id)
    )
    return len(gone.all())
