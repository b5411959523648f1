"""Enclosures: for each language of a batch the library's papers are kept once as files, and every letter names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.languages import LANGUAGES
from crm.letters import files
from crm.letters.kinds import LetterState
from crm.letters.labels import labels_in
from crm.letters.models import Letter, LetterBatch
from crm.library.kinds import DocumentForm
from crm.library.queries.enclosures import Enclosure, enclosable, enclosures

Papers: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""What is enclosed, by language, as letters keep it."""

PRINTED = frozenset({DocumentForm.PAPER, DocumentForm.PDF, None})
"""What can be printed with a letter; the status sheet has no form before it is made."""


def choices(session: Session, language: str) -> Mapping[str, str]:
    """What can be enclosed, by key, with titles in a reader's language."""
    return {one.key: one.title for one in enclosable(session, language) if one.form in PRINTED}


def chosen(
    session: Session, instance: Path, batch: LetterBatch, language: str, today: date
) -> Sequence[tuple[Enclosure, Mapping[str, Any]]]:
    """What goes with the letters in a language, and how a letter keeps it; raises LookupError for a paper that is gone.

    In the recipient's language, else in English, which is said.
    """
    keys = [str(key) for key in batch.enclosures]
    found = enclosures(session, instance, keys, language, on=batch.dated_on, today=today) if keys else ()
    return [(one, _kept(one)) for one in found]


def lines(kept: Sequence[Mapping[str, Any]], language: str) -> Sequence[str]:
    """The list of what is enclosed: each title, its language where it stands in, its pages."""
    return [_line(one, language) for one in kept]


def keep_files(session: Session, instance: Path, batch: LetterBatch, today: date) -> Papers:
    """Keep what is enclosed as files, once for each language of letters that name none yet; gives what they are."""
    waiting = sa.select(Letter.language, Letter.enclosures).where(
        Letter.batch_id == batch.id, Letter.state == LetterState.WAITING
    )
    bare = {language for language, named in session.execute(waiting) if not named} if batch.enclosures else set()
    return {
        language: [
            {**told, "file": files.keep(instance, one.read())}
            for one, told in chosen(session, instance, batch, language, today)
        ]
        for language in sorted(bare)
    }


def settle(session: Session, batch: LetterBatch, papers: Papers) -> None:
    """Name what is enclosed in the letters that wait.

    Letters that name theirs already stay as they are: a worker that takes over finds the same files.
    """
    waiting = sa.select(Letter).where(Letter.batch_id == batch.id, Letter.state == LetterState.WAITING)
    for letter in session.scalars(waiting):
        if not letter.enclosures:
            letter.enclosures = list(papers.get(letter.language, ()))
    session.flush()


def _kept(one: Enclosure) -> Mapping[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "language": one.language,
        "language_name": LANGUAGES.get(one.language, one.language),
        "stand_in": one.fell_back,
        "pages": one.pages or 1,
        "version": one.version,
    }


def _line(kept: Mapping[str, Any], language: str) -> str:
    pages = labels_in(language).length(int(kept["pages"]))
    said = [str(kept["language_name"])] if kept["stand_in"] else []
    return f"{kept['title']} ({', '.join([*said, pages])})"
