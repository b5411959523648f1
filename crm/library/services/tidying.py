"""Throwing away files: of documents that were taken out a while ago, and such as no version names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.library.models import Document, DocumentVersion
from crm.library.services.documents import FOLDER

KEPT_FOR = timedelta(days=30)
"""How long the files of a document that was taken out stay, so that it can be undone."""

STRAY_FOR = timedelta(minutes=10)
"""How old a file must be that nothing names: one that is just being brought is younger."""


def throw_files_away(session: Session, now: datetime, instance: Path) -> int:
    """Delete what nobody needs any more from the disk; gives how many files. What is known of a document stays."""
    needed = set(
        session.scalars(
            sa.select(DocumentVersion.stored_name)
            .join(Document, Document.id == DocumentVersion.document_id)
            .where(sa.or_(Document.retired_at.is_(None), Document.retired_at > now - KEPT_FOR))
        )
    )
    old = [path for path in _files(instance) if path.name not in needed and _age(path, now) > STRAY_FOR]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files(instance: Path) -> Iterator[Path]:
    folder = instance / FOLDER
    return folder.iterdir() if folder.is_dir() else iter(())


def _age(path: Path, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - path.stat().st_mtime)
