"""What changed in the library in a period: model texts and documents that came in, or have a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.library.models import Document, DocumentVersion, ModelText, ModelTextVersion


@dataclass(frozen=True, slots=True)
class LibraryChange:
    """A text or a document with its titles by language; `version` is the number of the newest of its versions."""

    kind: str
    number: int
    version: int
    is_new: bool
    titles: Mapping[str, str]


def library_changes(session: Session, start: datetime, end: datetime) -> Sequence[LibraryChange]:
    """Texts, then documents, of which a version was written from `start` until before `end`; those taken out are not.

    What was there on the library's first day, when the product brought it, is nothing new.
    """
    return [
        *_changes(session, ModelText, ModelTextVersion, ModelTextVersion.text_id, start, end),
        *_changes(session, Document, DocumentVersion, DocumentVersion.document_id, start, end),
    ]


def _changes(
    session: Session, owner: Any, version: Any, owner_id: Any, start: datetime, end: datetime
) -> Sequence[LibraryChange]:
    first_day = sa.select(sa.func.min(version.changed_at)).scalar_subquery()
    written = sa.and_(version.changed_at >= start, version.changed_at < end, version.changed_at > first_day)
    count = sa.func.sum(sa.case((written, 1), else_=0))
    changed = (
        sa.select(owner_id, sa.func.max(version.id), count == sa.func.count())
        .join(owner, owner.id == owner_id)
        .where(owner.retired_at.is_(None), version.changed_at < end)
        .group_by(owner_id)
        .having(count > 0)
        .order_by(owner_id)
    )
    rows = session.execute(changed).all()
    titles = _titles(session, version, owner_id, [number for number, *_rest in rows], end)
    return [
        LibraryChange(owner.__tablename__, number, newest, bool(is_new), titles[number])
        for number, newest, is_new in rows
    ]


def _titles(
    session: Session, version: Any, owner_id: Any, numbers: Sequence[int], end: datetime
) -> Mapping[int, Mapping[str, str]]:
    """The title of each in each language, of the newest version before `end`."""
    chosen = (
        sa.select(owner_id, version.language, version.title)
        .where(owner_id.in_(numbers), version.changed_at < end)
        .order_by(version.version)
    )
    found: dict[int, dict[str, str]] = {number: {} for number in numbers}
    for number, language, title in session.execute(chosen):
        found[number][language] = title
    return found
