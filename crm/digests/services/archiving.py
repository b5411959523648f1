"""Which digests stand in the archive: those that went to all friends, unless staff say otherwise."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.digests.queries.issues import lock_digest


def is_for_the_archive(digest: Digest) -> bool:
    """Whether a digest goes to the archive by itself: one that was meant for some people only does not."""
    return not digest.audience


def keep_in_archive(session: Session, digest_id: int, *, kept: bool) -> Digest:
    """Put a digest that was sent into the archive, or take it out; raises LookupError where it was not sent."""
    digest = lock_digest(session, digest_id)
    if digest.state is not DigestState.SENT:
        message = "Only a digest that was sent stands in the archive."
        raise LookupError(message)
    digest.in_archive = kept
    what = "Put into the archive" if kept else "Took out of the archive"
    describe(session, f"{what}: “{digest.title}”", subject=f"digests:{digest.id}")
    return digest
