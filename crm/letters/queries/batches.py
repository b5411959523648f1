"""Batches and their letters as lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Country
from crm.letters.kinds import LetterState
from crm.letters.models import Letter, LetterAnswer, LetterBatch, LetterTemplate, LetterText
from crm.letters.queries.answers import Narrowed
from crm.mail.models import Message, MessageState
from crm.members.models import Member
from crm.members.queries.audience import visible
from crm.paging import AnySelect, Order

ORDERS: Mapping[str, Order] = {"name": Order((Member.sort_name, Letter.id))}


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch with its letter, and how many there are of it in each state."""

    batch: LetterBatch
    template: str
    letters: int
    sent: int


def list_batches(session: Session, limit: int = 100) -> Sequence[BatchRow]:
    """The latest batches, the newest first: one statement."""
    counted = (
        sa.select(
            Letter.batch_id,
            sa.func.count().label("letters"),
            sa.func.sum(sa.case((Letter.state == LetterState.SENT, 1), else_=0)).label("sent"),
        )
        .group_by(Letter.batch_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(
            LetterBatch,
            LetterTemplate.name,
            sa.func.coalesce(counted.c.letters, 0),
            sa.func.coalesce(counted.c.sent, 0),
        )
        .join(LetterTemplate, LetterTemplate.id == LetterBatch.template_id)
        .outerjoin(counted, counted.c.batch_id == LetterBatch.id)
        .order_by(LetterBatch.created_at.desc(), LetterBatch.id.desc())
        .limit(limit)
    )
    return [BatchRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: letters by state, those that need a person, and its mails by what became of them."""

    states: Mapping[LetterState, int]
    troubled: int
    by_post: int
    by_email: int
    mails: Mapping[MessageState, int]

    @property
    def letters(self) -> int:
        """How many letters there are."""
        return sum(self.states.values())

    @property
    def made(self) -> int:
        """How many are made."""
        return self.letters - self.states.get(LetterState.WAITING, 0)

    @property
    def percent(self) -> int:
        """How far the making is."""
        return 100 * (self.made + self.troubled) // self.letters if self.letters else 0


def progress_of(session: Session, batch_id: int, kind: str) -> Progress:
    """Count the letters of a batch and its mails: two statements."""
    mine = Letter.batch_id == batch_id
    rows = session.execute(
        sa.select(
            Letter.state,
            sa.func.count(),
            sa.func.sum(sa.case((Letter.error != "", 1), else_=0)),
            sa.func.sum(sa.case((Letter.by_post, 1), else_=0)),
            sa.func.sum(sa.case((Letter.by_email, 1), else_=0)),
        )
        .where(mine)
        .group_by(Letter.state)
    ).all()
    mails = session.execute(
        sa.select(Message.state, sa.func.count())
        .where(Message.kind == kind, Message.subject_id == batch_id)
        .group_by(Message.state)
    )
    return Progress(
        states={row[0]: row[1] for row in rows},
        troubled=sum(row[2] for row in rows),
        by_post=sum(row[3] for row in rows),
        by_email=sum(row[4] for row in rows),
        mails={row[0]: row[1] for row in mails},
    )


def letters_of(batch_id: int, actor: Actor, narrowed: Narrowed) -> AnySelect:
    """The letters of a batch with their people and answers, as far as the actor may see them, unordered."""
    return (
        sa.select(Letter, Member.name, Country.name_en, LetterAnswer.kind)
        .join(Member, Member.id == Letter.member_id)
        .outerjoin(Country, Country.iso2 == Letter.country_iso2)
        .outerjoin(LetterAnswer, LetterAnswer.letter_id == Letter.id)
        .where(Letter.batch_id == batch_id, *narrowed.conditions(), *visible(actor))
    )


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """One letter with its person, its batch, its template and its text."""

    letter: Letter
    name: str
    batch: LetterBatch
    template: LetterTemplate
    text: LetterText
    answer: LetterAnswer | None


def find_letter(session: Session, actor: Actor, letter_id: int) -> LetterRecord | None:
    """A letter to one of the people this actor may see."""
    row = session.execute(
        sa.select(Letter, Member.name, LetterBatch, LetterTemplate, LetterText, LetterAnswer)
        .join(Member, Member.id == Letter.member_id)
        .join(LetterBatch, LetterBatch.id == Letter.batch_id)
        .join(LetterText, LetterText.id == Letter.text_id)
        .join(LetterTemplate, LetterTemplate.id == LetterText.template_id)
        .outerjoin(LetterAnswer, LetterAnswer.letter_id == Letter.id)
        .where(Letter.id == letter_id, *visible(actor))
    ).one_or_none()
    return LetterRecord(*row) if row else None


def find_by_token(session: Session, token: str) -> Letter | None:
    """The letter whose personal link this is, once it was sent."""
    return session.scalar(sa.select(Letter).where(Letter.token == token, Letter.state == LetterState.SENT))


def addresses_in(session: Session, batch_id: int) -> Sequence[Sequence[str]]:
    """The addresses of the letters that go by post, in the order of the letters."""
    return session.scalars(
        sa.select(Letter.address_lines)
        .where(Letter.batch_id == batch_id, Letter.by_post, Letter.state != LetterState.WAITING)
        .order_by(Letter.id)
    ).all()
