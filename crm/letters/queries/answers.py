"""What came back of letters: of one, and of a batch by country and by variant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Country
from crm.letters.kinds import AnswerKind, LetterState
from crm.letters.models import Letter, LetterAnswer
from crm.members.models import Member
from crm.members.queries.audience import visible


def answer_to(session: Session, letter_id: int) -> LetterAnswer | None:
    """What came back of a letter."""
    return session.scalar(sa.select(LetterAnswer).where(LetterAnswer.letter_id == letter_id))


@dataclass(frozen=True, slots=True)
class Line:
    """What came back of the letters to one country, or of one variant."""

    key: str
    name: str
    sent: int
    answers: Mapping[AnswerKind, int]


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
