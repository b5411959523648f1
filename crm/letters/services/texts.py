"""Keeping templates: each change is a new version, what was written before stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.countries.services import Loaded
from crm.letters.kinds import LetterKind
from crm.letters.models import LetterTemplate, LetterText
from crm.letters.shipped import shipped_texts


@dataclass(frozen=True)
class Words:
    """A text as somebody writes it."""

    subject: str
    body: str


def add_template(session: Session, name: str, kind: LetterKind) -> LetterTemplate:
    """Add a template without a text yet."""
    template = LetterTemplate(name=name, kind=kind)
    session.add(template)
    session.flush()
    describe(session, f"Added the letter “{name}”", subject=f"letter-templates:{template.id}")
    return template


def rename_template(session: Session, template: LetterTemplate, name: str) -> None:
    """Give a template another name."""
    template.name = name
    describe(session, f"Renamed a letter to “{name}”", subject=f"letter-templates:{template.id}")


def retire_template(session: Session, now: datetime, template: LetterTemplate) -> None:
    """Offer a template no more; letters made from it stay."""
    template.retired_at = now
    describe(session, f"Retired the letter “{template.name}”", subject=f"letter-templates:{template.id}")


def write_text(
    session: Session, actor: Actor, now: datetime, template: LetterTemplate, language: str, words: Words
) -> LetterText:
    """Keep a new version of a text; the same words again make none."""
    newest = _newest(session, template.id, language)
    if newest is not None and (newest.subject, newest.body) == (words.subject, words.body):
        return newest
    text = LetterText(
        template_id=template.id,
        language=language,
        version=newest.version + 1 if newest else 1,
        subject=words.subject,
        body=words.body,
        written_at=now,
        written_by=actor.user_id,
    )
    session.add(text)
    session.flush()
    describe(
        session,
        f"Wrote version {text.version} of “{template.name}” ({language})",
        subject=f"letter-templates:{template.id}",
    )
    return text


def load_shipped(session: Session, now: datetime) -> Loaded:
    """Load the letters that come with the product.

    A text that somebody wrote a version of is left to them.
    """
    new = updated = 0
    held = {one.key: one for one in session.scalars(sa.select(LetterTemplate).where(LetterTemplate.key.is_not(None)))}
    for shipped in shipped_texts():
        template = held.get(shipped.key)
        if template is None:
            template = held[shipped.key] = LetterTemplate(key=shipped.key, kind=shipped.kind, name=shipped.name)
            session.add(template)
            session.flush()
        newest = _newest(session, template.id, shipped.language)
        if newest is not None and (
            not newest.shipped or (newest.subject, newest.body) == (shipped.subject, shipped.body)
        ):
            continue
        new, updated = (new + 1, updated) if newest is None else (new, updated + 1)
        session.add(
            LetterText(
                template_id=template.id,
                language=shipped.language,
                version=newest.version + 1 if newest else 1,
                subject=shipped.subject,
                body=shipped.body,
                shipped=True,
                written_at=now,
            )
        )
    session.flush()
    return Loaded(new, updated)


def _newest(session: Session, template_id: int, language: str) -> LetterText | None:
    return session.scalar(
        sa.select(LetterText)
        .where(LetterText.template_id == template_id, LetterText.language == language)
        .order_by(LetterText.version.desc())
        .limit(1)
    )
