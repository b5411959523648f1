"""Documents: the list, and one with the version that holds in each language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from crm.languages import Choice, choose
from crm.library.models import Document, DocumentVersion
from crm.library.queries.newest import by_language, holds


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
    chosen = (
        sa.select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(holds(DocumentVersion.document_id), *conditions)
        .order_by(Document.shipped_texts.is_(None), Document.id, DocumentVersion.language)
    )
    if not bodies:
        chosen = chosen.options(defer(DocumentVersion.body))
    return [DocumentRecord(document, versions) for document, versions in by_language(session.execute(chosen))]
