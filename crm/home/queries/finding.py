"""Search over people, countries and actions, each as far as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionWord
from crm.actions.queries.filtering import ORDERS, ActionFilter, actions
from crm.countries.models import Country
from crm.countries.names import fold
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.near import MOST_WORDS, one_letter_off
from crm.members.queries.audience import People, has_common_words, people
from crm.members.queries.near import near_people, near_words
from crm.paging import AnyRow, read_page

SHOWN = 10


@dataclass(frozen=True)
class Found:
    """The first few of each, people and actions with the codes of their countries; `near` but for a letter."""

    people: Sequence[AnyRow]
    countries: Sequence[Country]
    actions: Sequence[AnyRow]
    near: bool = False

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.people or self.countries or self.actions)


def find(session: Session, text: str, actor: Actor, now: datetime) -> Found:
    """Find what begins with every word of a text, wherever it stands in a name or a line: five statements at most.

    Only where that finds nothing, what is near to it but for one letter: five more.
    """
    if not text.strip():
        return Found((), (), ())
    meant = Filter(stages=(), search=text)
    found = Found(
        people=_people(session, people(session, meant, actor, now, walked=has_common_words(session, meant))),
        countries=_countries(session, text),
        actions=_actions(session, text, actor),
    )
    return found or _near(session, meant, actor, now)


def _near(session: Session, meant: Filter, actor: Actor, now: datetime) -> Found:
    whom = near_people(session, meant, actor, now)
    words = meant.words[:MOST_WORDS]
    spelt = near_words(session, ActionWord.word, words)
    respelt = " ".join(near[0] if near else word for word, near in zip(words, spelt, strict=True))
    return Found(
        people=_people(session, whom) if whom else (),
        countries=_near_countries(session, words),
        actions=_actions(session, respelt, actor) if any(spelt) else (),
        near=True,
    )


def _people(session: Session, whom: People) -> Sequence[AnyRow]:
    chosen = whom.select(Member.id, Member.name, Member.stage, Member.country_iso2)
    return session.execute(chosen.order_by(Member.sort_name, Member.id).limit(SHOWN)).all()


def _actions(session: Session, text: str, actor: Actor) -> Sequence[AnyRow]:
    # Page by page the index on the date is walked; sorting what a common word finds takes half a second.
    done = actions(session, ActionFilter(text=text), actor)
    return read_page(session, done, ORDERS["on"].reversed, size=SHOWN).rows


def _countries(session: Session, text: str) -> Sequence[Country]:
    folded = fold(text)
    if not folded:
        return ()
    found = sa.select(Country).where(Country.folded.contains(folded, autoescape=True))
    return session.scalars(found.order_by(Country.name_en).limit(SHOWN)).all()


def _near_countries(session: Session, words: Sequence[str]) -> Sequence[Country]:
    """Countries with a name in which each word stands, or one a letter off."""
    wanted = [{word, *one_letter_off(word)} for word in words]
    if not words:
        return ()
    known = session.execute(sa.select(Country.iso2, Country.folded)).all()
    near = [iso2 for iso2, folded in known if all(one & set(folded.split()) for one in wanted)]
    return session.scalars(sa.select(Country).where(Country.iso2.in_(near[:SHOWN])).order_by(Country.name_en)).all()
