"""Writing model texts: a change is a new version, and what was said before stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.audit.services import describe
from crm.library.filling import unknown_marks
from crm.library.kinds import ParliamentKind, TextKind, write_steps
from crm.library.models import ModelText, ModelTextVersion
from crm.treaties.step import Step


class NotAllowedError(PermissionError):
    """An act on the library that is not the actor's to do."""


class UnknownMarksError(ValueError):
    """A text with marks that name no fact: it would be sent with holes."""

    def __init__(self, marks: Sequence[str]) -> None:
        """Keep the marks as they were written."""
        super().__init__("; ".join(marks))
        self.marks = marks


@dataclass(frozen=True)
class TextDraft:
    """A model text as somebody writes it in one language."""

    kind: TextKind
    steps: tuple[Step, ...]
    language: str
    title: str
    body: str
    parliament: ParliamentKind = ParliamentKind.ANY
    author: str = ""
    source: str = ""


def write_text(
    session: Session, actor: Actor, now: datetime, draft: TextDraft, text: ModelText | None = None
) -> ModelText:
    """Add a model text, or a new version of one in a language; raises UnknownMarksError and NotAllowedError."""
    require_editor(actor)
    marks = unknown_marks(f"{draft.title}\n\n{draft.body}")
    if marks:
        raise UnknownMarksError(marks)
    kept = text if text is not None else ModelText()
    kept.kind, kept.steps, kept.parliament = draft.kind, write_steps(draft.steps), draft.parliament
    session.add(kept)
    session.flush()
    held = _newest(session, kept.id, draft.language)
    if held is None or (held.title, held.body, held.author, held.source) != _words(draft):
        session.add(_version(kept, actor, now, draft, 1 if held is None else held.version + 1))
        session.flush()
    describe(session, f"Wrote the model text “{draft.title}”", subject=subject_of(kept))
    return kept


def retire_text(session: Session, actor: Actor, now: datetime, text: ModelText) -> None:
    """Take a model text out of the library; actions that used it keep it, and it can be undone."""
    require_editor(actor)
    text.retired_at = now
    session.flush()
    describe(session, "Took a model text out of the library", subject=subject_of(text))


def subject_of(text: ModelText) -> str:
    """How the journal names a model text."""
    return f"library:{text.id}"


def require_editor(actor: Actor) -> None:
    """Raise NotAllowedError where the actor does not keep the library."""
    if not allowed(actor, Act.EDIT_LIBRARY, Relation.ANY):
        raise NotAllowedError


def _words(draft: TextDraft) -> tuple[str, str, str, str]:
    body = draft.body.replace("\r\n", "\n").strip()
    return " ".join(draft.title.split()), body, draft.author.strip(), draft.source.strip()


def _version(text: ModelText, actor: Actor, now: datetime, draft: TextDraft, number: int) -> ModelTextVersion:
    title, body, author, source = _words(draft)
    return ModelTextVersion(
        text_id=text.id,
        language=draft.language,
        version=number,
        title=title,
        body=body,
        author=author,
        source=source,
        changed_at=now,
        changed_by=actor.user_id,
    )


def _newest(session: Session, text_id: int, language: str) -> ModelTextVersion | None:
    chosen = sa.select(ModelTextVersion).where(
        ModelTextVersion.text_id == text_id, ModelTextVersion.language == language
    )
    return session.scalars(chosen.order_by(ModelTextVersion.version.desc()).limit(1)).first()
