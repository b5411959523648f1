"""What came back of letters, with what follows from it; an answer by the link can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR, Actor
from crm.audit.services import Doing, change_set_id, describe, undo
from crm.countries.post import post_lines
from crm.followups.due import in_working_days, working_day
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.services import Promise, close, open_follow_up
from crm.letters.kinds import BY_LINK, AnswerHow, AnswerKind
from crm.letters.models import Letter, LetterAnswer
from crm.letters.queries.answers import answer_to
from crm.members.models import InteractionKind, Member, Stage
from crm.members.queries.audience import DIGEST
from crm.members.queries.records import post_of, subscriptions_of
from crm.members.services import change_stage, note_interaction, stop_all_mail
from crm.members.services.people import Said

NOT_NOW_FOR = timedelta(days=182)
DAYS_TO_TELL = 2
"""Working days in which somebody who wants to know more, or joined by post, should hear from us."""

WAYS: Mapping[AnswerHow, InteractionKind] = {
    AnswerHow.LINK: InteractionKind.NOTE,
    AnswerHow.MAIL: InteractionKind.MAIL,
    AnswerHow.POST: InteractionKind.LETTER,
}
SAID: Mapping[AnswerKind, str] = {
    AnswerKind.JOINED: "Joined, in answer to the letter {reference}.",
    AnswerKind.NOT_NOW: "Not now, in answer to the letter {reference}.",
    AnswerKind.NEVER: "Wants no more letters, in answer to the letter {reference}.",
    AnswerKind.MORE: "Wants to know more, in answer to the letter {reference}.",
    AnswerKind.RETURNED: "The letter {reference} came back by post.",
    AnswerKind.ANSWERED: "Answered the letter {reference}.",
}


def answer(
    session: Session, actor: Actor, now: datetime, letter: Letter, kind: AnswerKind, how: AnswerHow, note: str = ""
) -> LetterAnswer:
    """Keep what came back of a letter and do what follows from it; the same again changes nothing."""
    _lock(session, letter)
    held = answer_to(session, letter.id)
    if held is not None and held.kind is kind:
        return held
    member = session.get_one(Member, letter.member_id)
    _end_waiting(session, actor, now, letter)
    words = " ".join(filter(None, [SAID[kind].format(reference=letter.reference), note]))
    way = InteractionKind.NOTE if kind is AnswerKind.RETURNED else WAYS[how]
    note_interaction(session, actor, now, member, Said(words, now.date(), way))
    follow = FOLLOWS.get(kind)
    if follow is not None:
        follow(session, actor, now, letter, member)
    kept = held if held is not None else LetterAnswer(letter_id=letter.id)
    kept.kind, kept.how, kept.at, kept.note = kind, how, now, note
    kept.change_set_id = change_set_id(session)
    session.add(kept)
    session.flush()
    describe(session, words, subject=f"members:{member.id}")
    return kept


def answer_by_link(session: Session, now: datetime, letter: Letter, kind: AnswerKind) -> None:
    """Keep what whoever holds the link chose; who chose before takes that back first. The link lets do no more."""
    _lock(session, letter)
    held = answer_to(session, letter.id)
    if held is None or held.how is not AnswerHow.LINK:
        answer(session, OPERATOR, now, letter, kind, AnswerHow.LINK)


def note_reply(session: Session, actor: Actor, now: datetime, letter: Letter, member: Member) -> None:
    """Keep that a letter was answered by mail, unless more is known of its answer already."""
    if letter.member_id == member.id and answer_to(session, letter.id) is None:
        answer(session, actor, now, letter, AnswerKind.ANSWERED, AnswerHow.MAIL)


def take_back(session: Session, doing: Doing, letter: Letter) -> None:
    """Undo what was chosen by the link, in an act of its own, unless it has changed since; twice is harmless."""
    held = answer_to(session, letter.id)
    if held is not None and held.how is AnswerHow.LINK and held.kind in BY_LINK and held.change_set_id is not None:
        undo(session, held.change_set_id, doing)


def _lock(session: Session, letter: Letter) -> None:
    """Let two answers to one letter come one after the other."""
    session.scalars(sa.select(Letter.id).where(Letter.id == letter.id).with_for_update()).one()


def _end_waiting(session: Session, actor: Actor, now: datetime, letter: Letter) -> None:
    """Nobody looks any more whether an answer came."""
    waiting = sa.select(FollowUp).where(
        FollowUp.subject == _subject_of(letter),
        FollowUp.member_id == letter.member_id,
        FollowUp.state == FollowUpState.OPEN,
    )
    for follow_up in session.scalars(waiting).all():
        close(session, actor, now, follow_up)


def _ask_again(session: Session, actor: Actor, now: datetime, letter: Letter, member: Member) -> None:
    promise = Promise(
        text=f"“Not now” was the answer to the letter {letter.reference}. Ask again?",
        due_on=working_day(now.date() + NOT_NOW_FOR),
        member_id=member.id,
        owner_id=member.owner_id,
        subject=_subject_of(letter),
    )
    open_follow_up(session, actor, now, promise)


def _tell_more(session: Session, actor: Actor, now: datetime, letter: Letter, member: Member) -> None:
    promise = Promise(
        text=f"Wants to know more, says the answer to the letter {letter.reference}. Write or call.",
        due_on=in_working_days(now.date(), DAYS_TO_TELL),
        kind=FollowUpKind.REQUEST,
        member_id=member.id,
        owner_id=member.owner_id,
        subject=_subject_of(letter),
    )
    open_follow_up(session, actor, now, promise)


def _leave_alone(session: Session, actor: Actor, now: datetime, letter: Letter, member: Member) -> None:
    """Neither letter nor mail goes to them: the stage stops letters, the addresses stop mail."""
    stop_all_mail(session, now, member.id, f"answer to the letter {letter.reference}")
    change_stage(session, actor, now, member, Stage.LEFT, now.date(), f"wants no letters ({letter.reference})")


def _befriend(session: Session, actor: Actor, now: datetime, letter: Letter, member: Member) -> None:
    """Make them a friend; consent to mail is never taken for given, so somebody asks for it where none is kept."""
    change_stage(session, actor, now, member, Stage.FRIEND, now.date(), letter.reference)
    if any(one.topic == DIGEST and one.ended_at is None for one in subscriptions_of(session, member.id)):
        return
    promise = Promise(
        text=f"Joined by the letter {letter.reference}; that they agreed to the update by mail is kept nowhere. "
        "Record their consent, or ask.",
        due_on=in_working_days(now.date(), DAYS_TO_TELL),
        member_id=member.id,
        owner_id=member.owner_id,
    )
    open_follow_up(session, actor, now, promise)


def _distrust_address(session: Session, actor: Actor, now: datetime, letter: Letter, member: Member) -> None:
    """Take the address that does not work off the person into a note; one that was corrected since stays."""
    lines = post_lines(post_of(member), member.country_iso2)
    if letter.by_post and set(lines) & set(letter.address_lines):
        words = f"This postal address does not work: {', '.join(lines)}"
        note_interaction(session, actor, now, member, Said(words, now.date(), InteractionKind.NOTE))
        member.postal_address = member.postal_code = member.postal_city = member.postal_region = ""
        session.flush()


def _subject_of(letter: Letter) -> str:
    return f"letters:{letter.id}"


FOLLOWS: Mapping[AnswerKind, Callable[[Session, Actor, datetime, Letter, Member], None]] = {
    AnswerKind.JOINED: _befriend,
    AnswerKind.NOT_NOW: _ask_again,
    AnswerKind.NEVER: _leave_alone,
    AnswerKind.MORE: _tell_more,
    AnswerKind.RETURNED: _distrust_address,
}
"""What follows from an answer, besides that it is kept."""
