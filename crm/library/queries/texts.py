"""Model texts: the list, one text with its languages and versions, and the one that fits a step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, load_only

from crm.countries.names import fold
from crm.languages import Choice, choose
from crm.library.kinds import ParliamentKind, TextKind
from crm.library.models import ModelText, ModelTextVersion
from crm.library.queries.newest import by_language, holds
from crm.prebuilt import prebuilt
from crm.treaties.step import Step

QUESTIONS = (TextKind.WRITTEN_QUESTION, TextKind.ORAL_QUESTION)


WITHOUT_PRINTS = (defer(ModelText.shipped), defer(ModelText.shipped_texts))
"""What only loading the texts that come with the product asks for."""
IN_LISTS = (*WITHOUT_PRINTS, load_only(ModelTextVersion.text_id, ModelTextVersion.language, ModelTextVersion.title))
"""Lists show no words of a text but its title."""

_Versions: TypeAlias = sa.Select[ModelText, ModelTextVersion]


@dataclass(frozen=True, slots=True)
class TextFilter:
    """Which texts: each part that is set narrows the list; `fits` are the steps of a country.

    A kind of parliament can use what is for it and what is for any.
    """

    step: Step | None = None
    kinds: frozenset[TextKind] = frozenset()
    parliament: ParliamentKind | None = None
    language: str = ""
    search: str = ""
    fits: Collection[Step] = ()


@dataclass(frozen=True, slots=True)
class TextRow:
    """A model text as lists show it: its languages, and the version in the one that is given to the reader."""

    text: ModelText
    languages: Sequence[str]
    chosen: Choice
    version: ModelTextVersion


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A model text with the version that holds in each language."""

    text: ModelText
    versions: Mapping[str, ModelTextVersion] = field(default_factory=dict)

    def choose(self, language: str) -> tuple[Choice, ModelTextVersion]:
        """The version for a reader, and whether it stands in for the language they read."""
        chosen = choose(self.versions, language)
        return chosen, self.versions[chosen.language]


def model_texts(session: Session, wanted: TextFilter, language: str) -> Sequence[TextRow]:
    """The texts that fit a filter, by step and kind; their words are read only where they are searched."""
    rows = [
        _row(record, wanted.language or language) for record in _records(session, _in_use(bodies=bool(wanted.search)))
    ]
    found = [row for row in rows if _fits(row, wanted)]
    return sorted(found, key=_order)


def find_model_text(session: Session, text_id: int) -> TextRecord | None:
    """A model text, if there is one of this number."""
    return next(iter(_records(session, _of_number(text_id))), None)


def versions_of_text(session: Session, text_id: int, language: str) -> Sequence[ModelTextVersion]:
    """Every version of a text in a language, the newest first."""
    chosen = sa.select(ModelTextVersion).where(
        ModelTextVersion.text_id == text_id, ModelTextVersion.language == language
    )
    return session.scalars(chosen.order_by(ModelTextVersion.version.desc())).all()


def questions_by_step(session: Session, language: str) -> Mapping[Step, int]:
    """The number of the question that asks for each step, in the reader's language before any other."""
    rows = [_row(record, language) for record in _records(session, _questions())]
    rows.sort(key=lambda row: (row.chosen.fell_back, QUESTIONS.index(row.text.kind), row.text.id), reverse=True)
    return {step: row.text.id for row in rows for step in row.text.fits}


def _records(session: Session, asked: tuple[_Versions, Mapping[str, Any]]) -> Sequence[TextRecord]:
    return [TextRecord(text, versions) for text, versions in by_language(session.execute(*asked))]


@prebuilt
def _of_number(text_id: int) -> _Versions:
    return _holding(ModelText.id == text_id)


@prebuilt
def _in_use(*, bodies: bool) -> _Versions:
    chosen = _holding(ModelText.retired_at.is_(None))
    return chosen.options(*(WITHOUT_PRINTS if bodies else IN_LISTS))


@prebuilt
def _questions() -> _Versions:
    fitting = ModelText.kind.in_(QUESTIONS), ModelText.parliament != ParliamentKind.CONGRESS
    return _holding(ModelText.retired_at.is_(None), *fitting).options(*IN_LISTS)


def _holding(*conditions: sa.ColumnElement[bool]) -> _Versions:
    return (
        sa.select(ModelText, ModelTextVersion)
        .join(ModelTextVersion, ModelTextVersion.text_id == ModelText.id)
        .where(holds(ModelTextVersion.text_id), *conditions)
        .order_by(ModelText.id, ModelTextVersion.language)
    )


def _row(record: TextRecord, language: str) -> TextRow:
    return TextRow(record.text, list(record.versions), *record.choose(language))


def _fits(row: TextRow, wanted: TextFilter) -> bool:
    fits = row.text.fits
    return (
        (wanted.step is None or wanted.step in fits)
        and (not wanted.kinds or row.text.kind in wanted.kinds)
        and (wanted.parliament is None or row.text.parliament in {wanted.parliament, ParliamentKind.ANY})
        and (not wanted.language or wanted.language in row.languages)
        and (not wanted.fits or any(step in fits for step in wanted.fits))
        and (not wanted.search or all(word in _said(row) for word in fold(wanted.search).split()))
    )


def _said(row: TextRow) -> str:
    return fold(f"{row.version.title} {row.version.body}")


_STEPS, _KINDS = list(Step), list(TextKind)


def _order(row: TextRow) -> tuple[int, int, int]:
    """By the first step it asks for, then by its kind."""
    return _STEPS.index(row.text.fits[0]), _KINDS.index(row.text.kind), row.text.id
