"""The digests that were sent, as everybody may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.digests.kinds import DigestState
from crm.digests.models import Digest, DigestText
from crm.digests.queries.openness import closed_preheaders
from crm.digests.versions import version_for
from crm.digests.wording import default_preheader

MOST = 300
"""As many issues as one page lists: more than a weekly update makes in five years."""


@dataclass(frozen=True)
class Kept:
    """An issue of the archive, in the version that fits a reader's language best."""

    token: str
    title: str
    preheader: str
    language: str
    sent_at: datetime


def archived(session: Session, language: str, limit: int = MOST) -> Sequence[Kept]:
    """List the issues of the archive, the latest first: five statements, however many there are."""
    digests = session.scalars(
        sa.select(Digest)
        .where(Digest.in_archive, Digest.state == DigestState.SENT)
        .order_by(Digest.sent_at.desc(), Digest.id.desc())
        .limit(limit)
    ).all()
    texts = session.scalars(sa.select(DigestText).where(DigestText.digest_id.in_([digest.id for digest in digests])))
    known = {(text.digest_id, text.language): text for text in texts}
    closed = closed_preheaders(session, [digest.id for digest in digests])
    return [_kept(digest, known, closed, language) for digest in digests]


def _kept(
    digest: Digest, known: dict[tuple[int, str], DigestText], closed: frozenset[tuple[int, str]], language: str
) -> Kept:
    version = version_for(language, digest.languages)
    text = known.get((digest.id, version))
    titled = text is not None and bool(text.title)
    own = text is not None and bool(text.preheader)
    hidden = (digest.id, version if own else digest.language) in closed
    return Kept(
        token=digest.public_token,
        title=text.title if text and text.title else digest.title,
        preheader=default_preheader(version) if hidden else text.preheader if text and own else digest.preheader,
        language=version if titled else digest.language,
        sent_at=digest.sent_at or digest.created_at,
    )
