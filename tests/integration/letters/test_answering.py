"""What follows from the answer to a letter, with each engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.audit.services import Doing, begin
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.letters.kinds import AnswerHow, AnswerKind
from crm.letters.models import Letter, LetterAnswer
from crm.letters.queries.answers import returns_of
from crm.letters.services.answering import answer, answer_by_link, note_reply, take_back
from crm.mail.models import Address, AddressState
from crm.members.models import EmailAddress, Interaction, Member, Stage
from tests.support.letters import sent_letters
from tests.support.posting import Post, open_post

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DOING = Doing(act="joining.answered", at=AT, source="test")


@pytest.fixture
def post(any_session: Session, now: datetime) -> Post:
    """A network with a sender, once with each engine."""
    begin(any_session, Doing(act="test", at=now, source="test"))
    return open_post(any_session, now)


@pytest.fixture
def letter(post: Post) -> Letter:
    """A letter that was sent by post and mail, for whose answer somebody waits; answers are acts of their own."""
    post.person("Ada Example")
    [sent] = sent_letters(post, post.batch())
    sent.by_post, sent.address_lines = True, ["Ada Example", "Parliament Buildings", "KENYA"]
    post.session.add(
        FollowUp(
            text="No answer?", due_on=AT.date(), member_id=sent.member_id, subject=f"letters:{sent.id}", opened_at=AT
        )
    )
    post.session.commit()
    begin(post.session, DOING)
    return sent


def waiting(session: Session) -> list[FollowUp]:
    return list(session.scalars(sa.select(FollowUp).where(FollowUp.state == FollowUpState.OPEN)))


def member_of(session: Session, letter: Letter) -> Member:
    return session.get_one(Member, letter.member_id)


@pytest.mark.parametrize(
    ("kind", "stage", "waits"),
    [
        (AnswerKind.JOINED, Stage.FRIEND, [FollowUpKind.PROMISE]),
        (AnswerKind.MORE, Stage.PROSPECT, [FollowUpKind.REQUEST]),
        (AnswerKind.NOT_NOW, Stage.PROSPECT, [FollowUpKind.PROMISE]),
        (AnswerKind.NEVER, Stage.LEFT, []),
        (AnswerKind.RETURNED, Stage.PROSPECT, []),
        (AnswerKind.ANSWERED, Stage.PROSPECT, []),
    ],
)
def test_each_answer_is_kept_once_with_what_follows_from_it(
    post: Post, letter: Letter, kind: AnswerKind, stage: Stage, waits: list[FollowUpKind]
) -> None:
    session = post.session
    for _time in range(2):
        answer(session, OPERATOR, AT, letter, kind, AnswerHow.POST)
    session.commit()
    [kept] = session.scalars(sa.select(LetterAnswer)).all()
    assert (kept.kind, kept.how) == (kind, AnswerHow.POST)
    member = member_of(session, letter)
    assert member.stage is stage
    assert [one.kind for one in waiting(session)] == waits
    assert (member.postal_address == "") is (kind is AnswerKind.RETURNED)
    states = set(session.scalars(sa.select(Address.state).join(EmailAddress, EmailAddress.address_id == Address.id)))
    assert states == {AddressState.ALL_MAIL_OFF if kind is AnswerKind.NEVER else AddressState.OK}
    assert session.scalar(sa.select(sa.func.count(Interaction.id))) == (2 if kind is AnswerKind.RETURNED else 1)
    counted = returns_of(session, letter.batch_id, OPERATOR).total
    assert (counted.sent, counted.count(kind) if kind is not AnswerKind.ANSWERED else counted.count("any")) == (1, 1)


def test_an_answer_by_the_link_is_taken_back_and_given_anew(post: Post, letter: Letter) -> None:
    session = post.session
    answer_by_link(session, AT, letter, AnswerKind.NEVER)
    session.commit()
    assert member_of(session, letter).stage is Stage.LEFT
    take_back(session, Doing(act="undo", at=AT, source="test"), letter)
    session.commit()
    session.expire_all()
    assert member_of(session, letter).stage is Stage.PROSPECT
    assert [one.text for one in waiting(session)] == ["No answer?"]
    assert set(session.scalars(sa.select(Address.state))) == {AddressState.OK}
    begin(session, DOING)
    answer_by_link(session, AT, letter, AnswerKind.MORE)
    session.commit()
    assert session.scalars(sa.select(LetterAnswer.kind)).all() == [AnswerKind.MORE]


def test_a_reply_by_mail_says_less_than_an_answer_that_is_known(post: Post, letter: Letter) -> None:
    session = post.session
    answer(session, OPERATOR, AT, letter, AnswerKind.JOINED, AnswerHow.POST)
    note_reply(session, OPERATOR, AT, letter, member_of(session, letter))
    session.commit()
    assert session.scalars(sa.select(LetterAnswer.kind)).all() == [AnswerKind.JOINED]
