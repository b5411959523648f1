"""Whom somebody meant who typed one letter wrong: asked only when nobody was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.members.audience import Filter
from crm.members.models import NameWord
from crm.members.near import MOST_WORDS, one_letter_off
from crm.members.queries.audience import People, begins, having_word, people


def near_people(session: Session, meant: Filter, actor: Actor, now: datetime) -> People | None:
    """The people a search would find but for a letter in a word; None where no word of a name is near.

    Indexed look-ups of all words within one letter: the same on both engines, and nothing more to keep.
    """
    words = meant.words[:MOST_WORDS]
    near = near_words(session, NameWord.word, words)
    if "@" in meant.search or not any(near):
        return None
    spelt = [
        having_word(sa.or_(begins(NameWord.word, word), NameWord.word.in_(others)))
        for word, others in zip(words, near, strict=True)
    ]
    return people(session, replace(meant, search=""), actor, now).also(*spelt)


def near_words(session: Session, column: Any, words: Sequence[str]) -> Sequence[Sequence[str]]:
    """For each word those of an index that are one letter off, the commonest first: one statement."""
    near = [one_letter_off(word) for word in words]
    wanted = frozenset().union(*near)
    if not wanted:
        return [()] * len(near)
    rows = session.scalars(
        sa.select(column).where(column.in_(wanted)).group_by(column).order_by(sa.func.count().desc(), column)
    ).all()
    return [[word for word in rows if word in others] for others in near]
