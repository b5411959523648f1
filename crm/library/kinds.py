"""The kinds of model texts, the parliaments in which they can be used, and the forms of documents."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache

from crm.languages import speaking
from crm.treaties.step import Step


class TextKind(StrEnum):
    """What a model text is used for."""

    ORAL_QUESTION = "oral_question"
    WRITTEN_QUESTION = "written_question"
    MOTION = "motion"
    COMMITTEE_REQUEST = "committee_request"
    MINISTER_LETTER = "minister_letter"
    SPEECH = "speech"
    EXPORT_BAN = "export_ban"
    DISINVESTMENT = "disinvestment"


class ParliamentKind(StrEnum):
    """Where a text can be used, where that matters: not everywhere do ministers answer in the chamber."""

    ANY = "any"
    MINISTERS_ANSWER = "ministers_answer"
    CONGRESS = "congress"


class DocumentForm(StrEnum):
    """How a document's words are kept: as Markdown of which a PDF is made, or as a file as it was brought."""

    PAPER = "paper"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"


GROUPS = {
    "question": frozenset({TextKind.ORAL_QUESTION, TextKind.WRITTEN_QUESTION}),
    "motion": frozenset({TextKind.MOTION, TextKind.EXPORT_BAN, TextKind.DISINVESTMENT}),
    "committee": frozenset({TextKind.COMMITTEE_REQUEST}),
    "letter": frozenset({TextKind.MINISTER_LETTER}),
    "speech": frozenset({TextKind.SPEECH}),
}
"""Kinds as letters name them: each leads to the texts of its kind."""


def kinds_meant(word: str) -> frozenset[TextKind]:
    """The kinds that a word in an address means: one kind, or a group of them; raises ValueError."""
    return GROUPS[word] if word in GROUPS else frozenset({TextKind(word)})


@cache
def text_kind_word(kind: TextKind, language: str = "en") -> str:
    """The word for a kind of model text."""
    _ = speaking(language).gettext
    return {
        TextKind.ORAL_QUESTION: _("Oral question"),
        TextKind.WRITTEN_QUESTION: _("Written question"),
        TextKind.MOTION: _("Motion"),
        TextKind.COMMITTEE_REQUEST: _("Request to a committee"),
        TextKind.MINISTER_LETTER: _("Letter to a minister"),
        TextKind.SPEECH: _("Speech"),
        TextKind.EXPORT_BAN: _("Export ban and moratorium"),
        TextKind.DISINVESTMENT: _("Disinvestment"),
    }[kind]


@cache
def parliament_word(kind: ParliamentKind, language: str = "en") -> str:
    """The words for the parliaments in which a text can be used."""
    _ = speaking(language).gettext
    return {
        ParliamentKind.ANY: _("Any parliament"),
        ParliamentKind.MINISTERS_ANSWER: _("Where ministers answer in the chamber"),
        ParliamentKind.CONGRESS: _("Where the executive is asked in writing"),
    }[kind]


@lru_cache(maxsize=256)
def read_steps(text: str) -> tuple[Step, ...]:
    """Read steps written as words with spaces between, in their order; raises ValueError for another word."""
    said = {Step(word) for word in text.split()}
    return tuple(step for step in Step if step in said)


def write_steps(steps: tuple[Step, ...]) -> str:
    """Write steps as they are kept."""
    return " ".join(step.value for step in Step if step in steps)
