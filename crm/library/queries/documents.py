"""Documents: the list, and one with the version that holds in each language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from crm.languages import Choice, choose
from crm.library.models import Document, DocumentVersion
from crm.library.queries.newest import by_language, holds
from crm.prebuilt import prebuilt

_Versions: TypeAlias = sa.Select[Document, DocumentVersion]


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
    return _records(session, _in_use())


def find_document(session: Session, document_id: int) -> DocumentRecord | None:
    """A document, if there is one of this number, also one that was taken out."""
    return next(iter(_records(session, _of_number(document_id))), None)


def documents_by_key(session: Session, keys: Collection[str]) -> Mapping[str, DocumentRecord]:
    """Documents by their keys, also such as were taken out since."""
    return {record.document.key: record for record in _records(session, _of_keys(list(keys)))}


def versions_of_document(session: Session, document_id: int, language: str) -> Sequence[DocumentVersion]:
    """Every version of a document in a language, the newest first."""
    chosen = sa.select(DocumentVersion).where(
        DocumentVersion.document_id == document_id, DocumentVersion.language == language
    )
    return session.scalars(chosen.order_by(DocumentVersion.version.desc())).all()


def _records(session: Session, asked: tuple[_Versions, Mapping[str, Any]]) -> Sequence[DocumentRecord]:
    rows: Iterable[tuple[Document, DocumentVersion]] = session.execute(*asked)
    return [DocumentRecord(document, versions) for document, versions in by_language(rows)]


@prebuilt
def _in_use() -> _Versions:
    return _holding(Document.retired_at.is_(None)).options(defer(DocumentVersion.body))


@prebuilt
def _of_number(document_id: int) -> _Versions:
    return _holding(Document.id == document_id)


@prebuilt
def _of_keys(keys: Sequence[str]) -> _Versions:
    return _holding(Document.key.in_(keys))


def _holding(condition: sa.ColumnElement[bool]) -> _Versions:
    return (
        sa.select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(holds(DocumentVersion.document_id), condition)
        .order_by(Document.shipped_texts.is_(None), Document.id, DocumentVersion.language)
    )
