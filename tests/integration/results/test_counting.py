"""What came of a digest is counted for the thirty days after it, kept, and counted again while it may change."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.actions.models import ActionState, ParliamentaryAction, Visibility
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.digests.queries.deliveries import deliveries
from crm.digests.services import sending
from crm.intake.models import How, Incoming, IncomingKind
from crm.jobs.task import Work
from crm.mail.models import Message, MessageState, SkipReason
from crm.mail.services import resolve_doubt
from crm.members.services.consent import unsubscribe_topic
from crm.results.models import IssueCount
from crm.results.queries import Came, came_of, known_numbers, known_states, numbers_of, span_of
from crm.results.services import count_again
from crm.results.tasks import count_issues
from tests.support.readers import AT, BASE_URL, Network, set_network
from tests.support.statements import counted

DAY = timedelta(days=1)


@pytest.fixture
def network(any_session: Session) -> Network:
    """The network, once with each engine, with a few friends more."""
    network = set_network(any_session)
    for number in range(3):
        network.friend(f"Friend {number}", email=f"friend{number}@house.example")
    network.friend("Never Asked", subscribed=False)
    return network


@pytest.fixture
def digest(network: Network) -> Digest:
    """A digest that was sent to six, of whom one refused it at once."""
    made = network.digest()
    sending.send(network.session, OPERATOR, AT, made.id, base_url=BASE_URL, recall=timedelta())
    session = network.session
    waiting = Message.state == MessageState.WAITING
    session.execute(sa.update(Message).where(waiting).values(state=MessageState.SENT, ended_at=AT))
    refused = network.people["Friend 0"].id
    session.execute(sa.update(Message).where(Message.recipient_id == refused).values(state=MessageState.FAILED))
    made.state, made.sent_at = DigestState.SENT, AT
    session.flush()
    return made


def _message(network: Network, digest: Digest, name: str) -> Message:
    wanted = sa.select(Message).where(
        Message.subject_id == digest.id, Message.recipient_id == network.people[name].id, Message.kind == "digest"
    )
    return network.session.scalars(wanted).one()


def _comes_back(network: Network, message: Message, kind: IncomingKind, at: datetime) -> None:
    number = network.session.scalar(sa.select(sa.func.count(Incoming.id)))
    network.session.add(
        Incoming(digest=f"{number}", kind=kind, received_at=at, source="test", message_id=message.id, how=How.TOKEN)
    )
    network.session.flush()


def _names(network: Network, digest: Digest, came: Came) -> set[str]:
    span = span_of(network.session, digest)
    assert span is not None
    rows = network.session.execute(deliveries(digest.id).where(came_of(digest.id, span, came)))
    return {row.name for row in rows}


def test_everything_that_came_within_thirty_days_is_counted_and_nothing_else(network: Network, digest: Digest) -> None:
    session, people = network.session, network.people
    for name, kind, at in (
        ("Friend 1", IncomingKind.BOUNCE, AT + DAY),
        ("Friend 1", IncomingKind.BOUNCE, AT + 2 * DAY),
        ("Friend 2", IncomingKind.BOUNCE, AT + 31 * DAY),
        ("Jane Wanjikũ", IncomingKind.REPLY, AT + DAY),
        ("Ali Gurung", IncomingKind.AUTO_REPLY, AT + DAY),
    ):
        _comes_back(network, _message(network, digest, name), kind, at)
    unsubscribe_topic(session, AT + 3 * DAY, people["Ana Vásquez"].id, how="by the link in a mail")
    unsubscribe_topic(session, AT + 40 * DAY, people["Friend 2"].id, how="by the link in a mail")
    actions = {
        title: network.action(people[name], title, Visibility.NETWORK)
        for name, title in (("Jane Wanjikũ", "soon"), ("Ali Gurung", "late"), ("Ali Gurung", "draft"))
    }
    for title, at, state in (
        ("soon", AT + DAY, ActionState.DONE),
        ("late", AT + 31 * DAY, ActionState.DONE),
        ("draft", AT + DAY, ActionState.DRAFT),
    ):
        session.execute(
            sa.update(ParliamentaryAction)
            .where(ParliamentaryAction.id == actions[title])
            .values(logged_at=at, state=state)
        )
    numbers = numbers_of(session, digest)
    assert numbers.recipients == digest.recipients == 7
    assert numbers.states[MessageState.SENT] == 5
    assert numbers.states[MessageState.FAILED] == 1
    assert numbers.reasons == {SkipReason.NOT_ALLOWED: 1}
    assert numbers.domains == {"house.example": 2}
    assert (numbers.bounced, numbers.unsubscribed, numbers.replies, numbers.actions) == (1, 1, 1, 1)
    assert _names(network, digest, Came.BOUNCED) == {"Friend 1"}
    assert _names(network, digest, Came.UNSUBSCRIBED) == {"Ana Vásquez"}
    assert _names(network, digest, Came.REPLIED) == {"Jane Wanjikũ"}
    assert _names(network, digest, Came.ACTED) == {"Jane Wanjikũ"}


def test_whoever_stops_after_the_next_issue_is_counted_there(network: Network, digest: Digest) -> None:
    session = network.session
    later = network.digest("Next")
    sending.send(session, OPERATOR, AT + 7 * DAY, later.id, base_url=BASE_URL, recall=timedelta())
    session.execute(sa.update(Message).where(Message.subject_id == later.id).values(state=MessageState.SENT))
    later.state, later.sent_at = DigestState.SENT, AT + 7 * DAY
    unsubscribe_topic(session, AT + 8 * DAY, network.people["Ana Vásquez"].id, how="by the link in a mail")
    assert numbers_of(session, digest).unsubscribed == 0
    assert numbers_of(session, later).unsubscribed == 1


def test_the_numbers_are_kept_counted_again_while_they_may_change_and_then_left(
    network: Network, digest: Digest
) -> None:
    session = network.session

    def count(at: datetime) -> int:
        return int(count_issues(_work(session, at))["counted"])

    assert count(AT + timedelta(minutes=1)) == 1
    assert count(AT + timedelta(minutes=30)) == 0
    _comes_back(network, _message(network, digest, "Jane Wanjikũ"), IncomingKind.REPLY, AT + DAY)
    assert count(AT + 2 * DAY) == 1
    assert session.get_one(IssueCount, digest.id).replies == 1
    assert not session.get_one(IssueCount, digest.id).final
    assert count(AT + 31 * DAY) == 1
    assert session.get_one(IssueCount, digest.id).final
    assert count(AT + 90 * DAY) == 0
    session.expire_all()
    assert known_numbers(session, digest) == numbers_of(session, digest)
    digest.sent_at = AT + 95 * DAY
    session.flush()
    assert count(AT + 96 * DAY) == 1


def test_numbers_are_counted_anew_once_somebody_decides_what_was_in_doubt(network: Network, digest: Digest) -> None:
    session, message = network.session, _message(network, digest, "Jane Wanjikũ")
    session.execute(sa.update(Message).where(Message.id == message.id).values(state=MessageState.IN_DOUBT))
    count_issues(_work(session, AT + 40 * DAY))
    assert known_states(session, [digest])[digest.id][MessageState.IN_DOUBT] == 1
    resolve_doubt(session, AT + 41 * DAY, [message.id], arrived=True)
    count_again(session, [message.id])
    assert known_states(session, [digest])[digest.id][MessageState.IN_DOUBT] == 0
    assert count_issues(_work(session, AT + 41 * DAY)) == {"counted": 1}
    assert session.get_one(IssueCount, digest.id).sent == 5


def test_it_asks_the_same_number_of_times_whatever_the_recipients(network: Network, digest: Digest) -> None:
    engine = network.session.get_bind().engine
    with counted(engine) as asked:
        numbers_of(network.session, digest)
    assert len(asked) <= 9


def test_a_draft_has_no_numbers(network: Network) -> None:
    draft = network.digest()
    assert span_of(network.session, draft) is None
    assert numbers_of(network.session, draft).recipients == 0


def _work(session: Session, at: datetime) -> Work:
    def keep() -> AbstractContextManager[Session]:
        return nullcontext(session)

    return Work(session=keep, now=lambda: at, progress=lambda _done, _total: None, stopping=lambda: False)
