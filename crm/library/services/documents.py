"""Bringing documents into the library: a paper in Markdown or a file, each change a new version."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.library.files import Refusal, RefusedFileError, read_form
from crm.library.kinds import DocumentForm
from crm.library.models import Document, DocumentVersion
from crm.library.services.texts import require_editor
from crm.printing import UnreadablePdfError, count_pages

FOLDER = "documents"
LONGEST_NAME = 255


@dataclass(frozen=True)
class DocumentDraft:
    """What is said of a document in one language; `body` is a paper's Markdown."""

    language: str
    title: str
    body: str = ""
    author: str = ""
    source: str = ""


@dataclass(frozen=True)
class Brought:
    """A file as it was brought."""

    name: str
    content: bytes


def write_paper(
    session: Session, actor: Actor, now: datetime, draft: DocumentDraft, document: Document | None = None
) -> Document:
    """Add a paper, or a new version of a document in a language as a paper; raises NotAllowedError."""
    require_editor(actor)
    return _keep(
        session,
        actor,
        now,
        draft,
        document,
        DocumentVersion(form=DocumentForm.PAPER, body=draft.body.replace("\r\n", "\n").strip()),
    )


def bring_file(
    session: Session,
    actor: Actor,
    now: datetime,
    instance: Path,
    draft: DocumentDraft,
    file: Brought,
    document: Document | None = None,
) -> Document:
    """Add a document as a file, or a new version as one; raises RefusedFileError and NotAllowedError.

    On the disk it has a random name, and its owner alone can read it.
    """
    require_editor(actor)
    form = read_form(file.name, file.content)
    version = DocumentVersion(
        form=form,
        body="",
        pages=_pages(form, file.content),
        size=len(file.content),
        file_name=plain_name(file.name),
        stored_name=_store(instance, file.content),
    )
    return _keep(session, actor, now, draft, document, version)


def retire_document(session: Session, actor: Actor, now: datetime, document: Document) -> None:
    """Take a document out of the library; letters that enclosed it keep theirs.

    It can be undone as long as its files stay on the disk (`tidying`).
    """
    require_editor(actor)
    document.retired_at = now
    session.flush()
    describe(session, "Took a document out of the library", subject=subject_of(document))


def subject_of(document: Document) -> str:
    """How the journal names a document."""
    return f"documents:{document.id}"


def stored_at(instance: Path, version: DocumentVersion) -> Path:
    """Where the file of a version lies."""
    return instance / FOLDER / version.stored_name


def plain_name(file_name: str) -> str:
    """A file's name to be shown: no folders, no control signs, not long; its end stays."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable())
    stem, _dot, end = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(end) - 1] or 'document'}.{end}"


def _keep(
    session: Session,
    actor: Actor,
    now: datetime,
    draft: DocumentDraft,
    document: Document | None,
    version: DocumentVersion,
) -> Document:
    kept = document if document is not None else Document(key=secrets.token_hex(8))
    session.add(kept)
    session.flush()
    version.document_id, version.language = kept.id, draft.language
    version.version = _highest(session, kept.id, draft.language) + 1
    version.title, version.author, version.source = " ".join(draft.title.split()), draft.author, draft.source
    version.changed_at, version.changed_by = now, actor.user_id
    session.add(version)
    session.flush()
    describe(session, f"Brought the document “{version.title}”", subject=subject_of(kept))
    return kept


def _pages(form: DocumentForm, content: bytes) -> int | None:
    """How many pages a PDF has; of other files nobody knows before they are printed."""
    if form is not DocumentForm.PDF:
        return None
    try:
        return count_pages(content)
    except UnreadablePdfError as error:
        raise RefusedFileError(Refusal.NOT_WHAT_IT_SAYS) from error


def _store(instance: Path, content: bytes) -> str:
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stored:
        stored.write(content)
    return name


def _highest(session: Session, document_id: int, language: str) -> int:
    chosen = sa.select(sa.func.max(DocumentVersion.version)).where(
        DocumentVersion.document_id == document_id, DocumentVersion.language == language
    )
    return session.scalar(chosen) or 0
