"""Documents: the list, and one with the version that holds in each language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from crm.languages import Choice, choose
from crm.library.models import Document, DocumentVersion


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document with the version that holds in each language."""

    document: Document
    versions: Mapping[str, DocumentVersion] = field(default_factory=dict)

    def choose(self, language: str) -> tuple[Choice, DocumentVersion]:
        """The version for a reader, and whether it stands in for the language they read."""
        chosen = choose(self.versions, language)
        return chosen, self.versions[chosen.language]


def documents(session: Session) -> Sequence[DocumentRecord]:
    """Every document of the library, without the papers' words: those that came with the product first."""
    return _records(session, Document.retired_at.is_(None), bodies=False)


def find_document(session: Session, document_id: int) -> DocumentRecord | None:
    """A document, if there is one of this number, also one that was taken out."""
    return next(iter(_records(session, Document.id == document_id)), None)


def documents_by_key(session: Session, keys: Collection[str]) -> Mapping[str, DocumentRecord]:
    """Documents by their keys, also such as were taken out since."""
    return {record.document.key: record for record in _records(session, Document.key.in_(keys))}


def versions_of_document(session: Session, document_id: int, language: str) -> Sequence[DocumentVersion]:
    """Every version of a document in a language, the newest first."""
    chosen = sa.select(DocumentVersion).where(
        DocumentVersion.document_id == document_id, DocumentVersion.language == language
    )
    return session.scalars(chosen.order_by(DocumentVersion.version.desc())).all()


def _records(session: Session, *conditions: sa.ColumnElement[bool], bodies: bool = True) -> Sequence[DocumentRecord]:
    version = DocumentVersion
    newest = (
        sa.select(version.document_id, version.language, sa.func.max(version.version).label("version"))
        .group_by(version.document_id, version.language)
        .subquery()
    )
    holds = sa.and_(
        version.document_id == newest.c.document_id,
        version.language == newest.c.language,
        version.version == newest.c.version,
    )
    chosen = (
        sa.select(Document, version)
        .join(version, version.document_id == Document.id)
        .join(newest, holds)
        .where(*conditions)
        .order_by(Document.shipped_texts.is_(None), Document.id, version.language)
    )
    if not bodies:
        chosen = chosen.options(defer(version.body))
    found: dict[int, tuple[Document, dict[str, DocumentVersion]]] = {}
    for document, held in session.execute(chosen):
        found.setdefault(document.id, (document, {}))[1][held.language] = held
    return [DocumentRecord(document, versions) for document, versions in found.values()]
