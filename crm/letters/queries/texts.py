"""Templates of letters and their texts: the newest version in each language, and the ones before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.letters.models import LetterTemplate, LetterText


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text, and who wrote it."""

    text: LetterText
    author: str


def list_templates(session: Session) -> Sequence[tuple[LetterTemplate, Sequence[str]]]:
    """The templates in use with their languages, by name: two statements."""
    templates = session.scalars(
        sa.select(LetterTemplate).where(LetterTemplate.retired_at.is_(None)).order_by(LetterTemplate.id)
    ).all()
    rows = session.execute(
        sa.select(LetterText.template_id, LetterText.language).distinct().order_by(LetterText.language)
    ).all()
    return [(one, [row.language for row in rows if row.template_id == one.id]) for one in templates]


def get_template(session: Session, template_id: int) -> LetterTemplate:
    """A template; raises LookupError."""
    found = session.get(LetterTemplate, template_id)
    if found is None:
        message = f"no template has the number {template_id}"
        raise LookupError(message)
    return found


def newest_texts(session: Session, template_id: int) -> Mapping[str, LetterText]:
    """The newest text of a template in each of its languages."""
    newest = (
        sa.select(LetterText.language, sa.func.max(LetterText.version).label("version"))
        .where(LetterText.template_id == template_id)
        .group_by(LetterText.language)
        .subquery()
    )
    rows = session.scalars(
        sa.select(LetterText)
        .join(newest, sa.and_(newest.c.language == LetterText.language, newest.c.version == LetterText.version))
        .where(LetterText.template_id == template_id)
        .order_by(LetterText.language)
    )
    return {text.language: text for text in rows}


def versions_of(session: Session, template_id: int, language: str) -> Sequence[Version]:
    """Every version of a text in a language, the newest first."""
    rows = session.execute(
        sa.select(LetterText, sa.func.coalesce(sa.func.nullif(User.name, ""), User.email, ""))
        .outerjoin(User, User.id == LetterText.written_by)
        .where(LetterText.template_id == template_id, LetterText.language == language)
        .order_by(LetterText.version.desc())
    )
    return [Version(*row) for row in rows]
