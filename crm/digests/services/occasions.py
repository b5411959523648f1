"""Writing what an occasion asks for into a digest's blocks, in each of its languages: a meeting, a withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Country, Meeting
from crm.countries.names import opening
from crm.digests import occasions
from crm.digests.kinds import BlockKind, Template
from crm.digests.models import Block, BlockText, Digest, DigestText
from crm.digests.queries.news import TREATY, News, country_names, names_in_sentences
from crm.digests.queries.occasions import going_to, steps_away
from crm.digests.services.collecting import add_items
from crm.treaties.models import Treaty
from crm.treaties.queries import standing_of, standings
from crm.treaties.status import Known, count
from crm.treaties.wording import press_sentence, status_sentence

Blocks = Mapping[BlockKind, Block]
Saying = Callable[[str], str]
"""Gives the words in a language."""


class NoOccasionError(ValueError):
    """A digest before a meeting needs the meeting, one about a withdrawal the country."""


def write_occasion(
    session: Session, actor: Actor, now: datetime, digest: Digest, blocks: Blocks, iso2: str | None
) -> None:
    """Write what the template of a digest asks for; raises NoOccasionError where it is not known what it is about."""
    if digest.template is Template.MEETING:
        meeting = session.get(Meeting, digest.meeting_id) if digest.meeting_id is not None else None
        if meeting is None:
            message = "Choose the meeting that the digest is about."
            raise NoOccasionError(message)
        _write_meeting(session, actor, now, digest, blocks, meeting)
    elif digest.template is Template.EMERGENCY:
        if iso2 is None or session.get(Country, iso2) is None:
            message = "Choose the country that may leave."
            raise NoOccasionError(message)
        _write_withdrawal(session, now, digest, blocks, iso2)


def _write_meeting(
    session: Session, actor: Actor, now: datetime, digest: Digest, blocks: Blocks, meeting: Meeting
) -> None:
    name, day, place = meeting.name, meeting.starts_on, meeting.place
    going = going_to(session, meeting, actor, now)
    _entitle(session, digest, lambda language: occasions.meeting_title(name, language))
    first = blocks[BlockKind.EDITORIAL]
    _write(session, digest, first, lambda language: occasions.meeting_opening(name, day, place, language))
    _write(session, digest, blocks[BlockKind.GOING], lambda language: occasions.going_words(going, language))
    _write(session, digest, blocks[BlockKind.NUMBERS], _numbers(session, now))
    _ask(session, digest, blocks, lambda language: occasions.meeting_asks(name, day, language))


def _write_withdrawal(session: Session, now: datetime, digest: Digest, blocks: Blocks, iso2: str) -> None:
    names = {language: country_names(session, language)[iso2] for language in digest.languages}
    called = {language: opening(names_in_sentences(session, language)[iso2]) for language in digest.languages}
    treaty = session.get_one(Treaty, TREATY)
    here = standing_of(session, TREATY, iso2, now.date())
    steps = steps_away(session, iso2, names, now.date())
    _entitle(session, digest, lambda language: occasions.withdrawal_title(called[language], language))

    def begin(language: str) -> str:
        status = status_sentence(called[language], here, now.date(), treaty.known_until, language)
        return occasions.withdrawal_opening(status, steps[language], language)

    _write(session, digest, blocks[BlockKind.EDITORIAL], begin)
    _ask(session, digest, blocks, lambda language: occasions.withdrawal_asks(names[language], language))


def _numbers(session: Session, now: datetime) -> Saying:
    treaty = session.get_one(Treaty, TREATY)
    on = now.date()
    held = standings(session, TREATY, on).values()
    counts, known = count(held), Known.of(treaty.known_until, held)
    return lambda language: press_sentence(treaty.name, counts, on, known, treaty.source, language)


def _entitle(session: Session, digest: Digest, say: Saying) -> None:
    digest.title = say(digest.language)[:200]
    for row in session.scalars(sa.select(DigestText).where(DigestText.digest_id == digest.id)):
        row.title = say(row.language)[:200]


def _write(session: Session, digest: Digest, block: Block, say: Saying) -> None:
    block.text = say(digest.language)
    for row in session.scalars(sa.select(BlockText).where(BlockText.block_id == block.id)):
        row.text = say(row.language)


def _ask(session: Session, digest: Digest, blocks: Blocks, say: Callable[[str], tuple[str, str, str]]) -> None:
    asks = {language: say(language) for language in digest.languages}
    items = [News("", {language: words[place] for language, words in asks.items()}) for place in range(3)]
    add_items(session, digest, blocks[BlockKind.REQUESTS], items)
