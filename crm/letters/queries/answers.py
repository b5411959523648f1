"""What came back of letters: of one, and of a batch by country and by variant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Country
from crm.letters.kinds import ANY, AnswerKind, LetterState
from crm.letters.models import Letter, LetterAnswer
from crm.letters.reference import references_in
from crm.members.models import Member
from crm.members.queries.audience import visible

COLUMNS = (ANY, AnswerKind.JOINED, AnswerKind.MORE, AnswerKind.NOT_NOW, AnswerKind.NEVER, AnswerKind.RETURNED)
NONE = "none"
"""How an address says that letters have no country, or ask nothing of one."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which letters of a batch are listed: of a country, of a variant, with an answer; empty for all."""

    country: str = ""
    variant: str = ""
    answer: str = ""

    def conditions(self) -> Iterator[sa.ColumnElement[bool]]:
        """What letters and their answers must be."""
        if self.country:
            yield Letter.country_iso2.is_(None) if self.country == NONE else Letter.country_iso2 == self.country
        if self.variant:
            yield Letter.variant == ("" if self.variant == NONE else self.variant)
        if self.answer == ANY:
            yield LetterAnswer.kind != AnswerKind.RETURNED
        elif self.answer in set(AnswerKind):
            yield LetterAnswer.kind == AnswerKind(self.answer)


def answer_to(session: Session, letter_id: int) -> LetterAnswer | None:
    """What came back of a letter."""
    return session.scalar(sa.select(LetterAnswer).where(LetterAnswer.letter_id == letter_id))


def find_named(session: Session, actor: Actor, text: str) -> Letter | None:
    """The letter whose reference stands in a text, if it went to somebody the actor may see."""
    named = references_in(text)
    if not named:
        return None
    chosen = sa.select(Letter).join(Member, Member.id == Letter.member_id).where(Letter.reference.in_(named))
    sent = chosen.where(Letter.state == LetterState.SENT, *visible(actor)).order_by(Letter.id.desc())
    return session.scalars(sent.limit(1)).first()


@dataclass(frozen=True, slots=True)
class Line:
    """What came back of the letters to one country, or of one variant."""

    key: str
    name: str
    sent: int
    answers: Mapping[AnswerKind, int]

    def count(self, column: str) -> int:
        """How many of one kind came back, or of any but returned letters."""
        if column == ANY:
            return sum(number for kind, number in self.answers.items() if kind is not AnswerKind.RETURNED)
        return self.answers.get(AnswerKind(column), 0)


@dataclass(frozen=True, slots=True)
class Returns:
    """What came back of a batch: in all, by country and by variant."""

    total: Line
    by_country: Sequence[Line]
    by_variant: Sequence[Line]


def returns_of(session: Session, batch_id: int, actor: Actor) -> Returns:
    """Count what came back of the letters of a batch that the actor may see: one statement."""
    rows = session.execute(
        sa.select(Letter.country_iso2, Country.name_en, Letter.variant, LetterAnswer.kind, sa.func.count())
        .join(Member, Member.id == Letter.member_id)
        .outerjoin(Country, Country.iso2 == Letter.country_iso2)
        .outerjoin(LetterAnswer, LetterAnswer.letter_id == Letter.id)
        .where(Letter.batch_id == batch_id, Letter.state == LetterState.SENT, *visible(actor))
        .group_by(Letter.country_iso2, Country.name_en, Letter.variant, LetterAnswer.kind)
    ).all()
    countries = [(iso2 or "", name or "", kind, number) for iso2, name, _variant, kind, number in rows]
    variants = [(variant, "", kind, number) for _iso2, _name, variant, kind, number in rows]
    return Returns(
        total=_lines([("", "", kind, number) for *_key, kind, number in rows] or [("", "", None, 0)])[0],
        by_country=_lines(countries),
        by_variant=_lines(variants),
    )


def _lines(rows: Sequence[tuple[str, str, AnswerKind | None, int]]) -> Sequence[Line]:
    sent: Counter[tuple[str, str]] = Counter()
    answers: dict[tuple[str, str], Counter[AnswerKind]] = {}
    for key, name, kind, number in rows:
        sent[name, key] += number
        counted = answers.setdefault((name, key), Counter())
        if kind is not None:
            counted[kind] += number
    return [Line(key, name, sent[name, key], answers[name, key]) for name, key in sorted(sent)]
