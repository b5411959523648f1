"""The ledger: each recipient once, the right to receive asked at claim, and people who stop what is under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crm.mail.kinds import URGENT
from crm.mail.models import MessageState, SkipReason
from crm.mail.queries import counts
from crm.mail.services import (
    ALL_MAIL,
    deliver_due,
    pause,
    queue,
    recall,
    resolve_doubt,
    resume,
    send_to_the_missing,
    take_back,
)
from crm.mail.services.pacing import reserve_slot
from crm.mail.transport import Connection, Envelope
from tests.support.mailing import KIND, SUBJECT, Ledger, email_of
from tests.support.smtp import SmtpServer

COUNT = 10


class Recorder:
    """A transport that keeps what it gets, and lets a test act just before a body goes."""

    is_open = True
    announced = None

    def __init__(self, before: Callable[[Envelope], None] = lambda _envelope: None) -> None:
        """Keep what is to happen before each body."""
        self.before = before
        self.got: list[str] = []

    def connect(self) -> Connection:
        return self

    def send(
        self, envelope: Envelope, before_body: Callable[[], bool], _following: Envelope | None = None
    ) -> str | None:
        self.before(envelope)
        if not before_body():
            return None
        self.got.append(envelope.recipient)
        return "250 kept"

    def close(self) -> None:
        """Stay."""


def test_a_digest_reaches_each_recipient_once_and_its_states_add_up(any_ledger: Ledger, smtp: SmtpServer) -> None:
    any_ledger.put(COUNT)
    any_ledger.put(COUNT)
    any_ledger.kind.turned_away = {4: SkipReason.UNSUBSCRIBED}
    any_ledger.kind.faulty = {5}
    assert deliver_due(any_ledger.delivery(smtp)) == COUNT - 2
    assert deliver_due(any_ledger.delivery(smtp)) == 0
    assert sorted(message.recipient for message in smtp.messages) == sorted(
        email_of(number) for number in range(1, COUNT + 1) if number not in {4, 5}
    )
    with any_ledger.act() as session:
        found = counts(session, KIND, SUBJECT)
    assert found == {"waiting": 0, "sending": 0, "sent": COUNT - 2, "failed": 1, "in_doubt": 0, "skipped": 1}
    reasons = {row.recipient_id: (row.reason, row.answer) for row in any_ledger.rows() if row.recipient_id in {4, 5}}
    assert reasons[4][0] is SkipReason.UNSUBSCRIBED
    assert "no greeting" in reasons[5][1]


def test_what_somebody_waits_for_goes_first_and_no_stop_holds_it(any_ledger: Ledger) -> None:
    any_ledger.put(3)
    with any_ledger.act() as session:
        now = datetime.now(UTC)
        queue(session, now, kind="sign_in", email="a@b.example", recipient_id=99, priority=URGENT)
        pause(session, now, ALL_MAIL, "restored from a backup")
    transport = Recorder()
    deliver_due(any_ledger.delivery_over(transport))
    assert transport.got == ["a@b.example"]
    with any_ledger.act() as session:
        resume(session, ALL_MAIL)
    deliver_due(any_ledger.delivery_over(transport))
    assert len(transport.got) == 4


@pytest.mark.parametrize("subject", [ALL_MAIL, f"{KIND}:{SUBJECT}"])
def test_a_pause_holds_what_is_claimed_already(any_ledger: Ledger, subject: str) -> None:
    def stop(envelope: Envelope) -> None:
        if envelope.recipient == email_of(4):
            with any_ledger.act() as session:
                pause(session, datetime.now(UTC), subject, "a mistake in the second block")

    any_ledger.put(COUNT)
    transport = Recorder(stop)
    assert deliver_due(any_ledger.delivery_over(transport)) == 3
    assert any_ledger.states() == {"sent": 3, "waiting": COUNT - 3}
    with any_ledger.act() as session:
        resume(session, subject)
    transport.before = lambda _envelope: None
    deliver_due(any_ledger.delivery_over(transport))
    assert transport.got == [email_of(number) for number in range(1, COUNT + 1)]


def test_a_recall_takes_back_what_is_claimed_already_and_send_to_the_missing_sends_it(any_ledger: Ledger) -> None:
    def take(envelope: Envelope) -> None:
        if envelope.recipient == email_of(4):
            with any_ledger.act() as session:
                recall(session, datetime.now(UTC), KIND, SUBJECT)

    any_ledger.put(COUNT)
    transport = Recorder(take)
    deliver_due(any_ledger.delivery_over(transport))
    assert any_ledger.states() == {"sent": 3, "skipped": COUNT - 3}
    transport.before = lambda _envelope: None
    with any_ledger.act() as session:
        assert send_to_the_missing(session, datetime.now(UTC), KIND, SUBJECT) == COUNT - 3
    deliver_due(any_ledger.delivery_over(transport))
    assert sorted(transport.got) == sorted({email_of(number) for number in range(1, COUNT + 1)})


def test_who_unsubscribes_while_an_issue_goes_out_gets_nothing_even_when_claimed_already(ledger: Ledger) -> None:
    def unsubscribe(envelope: Envelope) -> None:
        if envelope.recipient == email_of(3):
            with ledger.act() as session:
                take_back(session, datetime.now(UTC), KIND, 7, SkipReason.UNSUBSCRIBED)

    ledger.put(COUNT)
    transport = Recorder(unsubscribe)
    deliver_due(ledger.delivery_over(transport))
    assert email_of(7) not in transport.got
    assert ledger.states() == {"sent": COUNT - 1, "skipped": 1}


def test_a_claim_grown_old_is_handed_back_and_the_right_asked_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.mail.services.delivering.FRESH_SECONDS", 0.0)
    ledger.put(3)
    transport = Recorder()
    delivery = ledger.delivery_over(transport)
    delivery.stopping = lambda: len(ledger.kind.asked) > 9
    deliver_due(delivery)
    assert len(ledger.kind.asked) > 3
    assert len(transport.got) == len(set(transport.got))


def test_a_kind_of_mail_that_fails_does_not_stop_the_others(ledger: Ledger) -> None:
    with ledger.act() as session:
        now = datetime.now(UTC)
        queue(session, now, kind="unknown", email="a@b.example", recipient_id=1)
    ledger.put(2, first=5)
    transport = Recorder()
    assert deliver_due(ledger.delivery_over(transport)) == 2
    (waiting,) = [row for row in ledger.rows() if row.kind == "unknown"]
    assert (waiting.state, waiting.attempts) == (MessageState.WAITING, 1)
    assert "could not be made" in waiting.answer


@pytest.mark.parametrize(
    "email", ["a@b.example>\r\nRCPT TO:<x@evil.example", "a@b.example, x@evil.example", "a b@c.example"]
)
def test_an_address_that_is_not_one_plain_address_never_reaches_the_server(
    ledger: Ledger, smtp: SmtpServer, email: str
) -> None:
    with ledger.act() as session:
        queue(session, datetime.now(UTC), kind=KIND, email=email, recipient_id=1)
    ledger.put(1, first=2)
    assert deliver_due(ledger.delivery(smtp)) == 1
    assert [message.recipients for message in smtp.messages] == [(email_of(2),)]
    assert ledger.states() == {"failed": 1, "sent": 1}


def test_staff_decide_what_was_in_doubt(any_ledger: Ledger) -> None:
    any_ledger.put(2)
    any_ledger.set_all(
        state=MessageState.SENDING,
        leased_by="somebody who died",
        lease_until=datetime.now(UTC) - timedelta(seconds=1),
        body_started_at=datetime.now(UTC),
    )
    transport = Recorder()
    assert deliver_due(any_ledger.delivery_over(transport)) == 0
    assert any_ledger.states() == {"in_doubt": 2}
    first, second = (row.id for row in any_ledger.rows())
    with any_ledger.act() as session:
        assert resolve_doubt(session, datetime.now(UTC), [first], arrived=True) == 1
        assert resolve_doubt(session, datetime.now(UTC), [second], arrived=False) == 1
    assert deliver_due(any_ledger.delivery_over(transport)) == 1
    assert transport.got == [email_of(2)]


def test_two_senders_at_most_have_messages_of_one_domain_in_hand(any_ledger: Ledger) -> None:
    any_ledger.put(3)
    later = datetime.now(UTC) + timedelta(minutes=1)
    any_ledger.set_all(domain="parliament.example")
    for number, row in enumerate(any_ledger.rows()[:2]):
        any_ledger.set_one(row.id, state=MessageState.SENDING, leased_by=f"sender {number}", lease_until=later)
    assert deliver_due(any_ledger.delivery_over(Recorder())) == 0
    any_ledger.set_one(any_ledger.rows()[0].id, leased_by="sender 1")
    assert deliver_due(any_ledger.delivery_over(Recorder())) == 1


def test_the_pace_is_one_over_all_senders(any_ledger: Ledger) -> None:
    with any_ledger.engine.begin() as connection:
        assert [round(reserve_slot(connection, 1000.0, 2), 3) for _ in range(3)] == [1000.0, 1000.5, 1001.0]
        assert reserve_slot(connection, 1010.0, 2) == pytest.approx(1010.0)
        assert reserve_slot(connection, 10.0, 2) == pytest.approx(10.0)


def test_mail_goes_no_faster_than_its_rate(ledger: Ledger) -> None:
    times: list[datetime] = []
    ledger.put(6)
    deliver_due(ledger.delivery_over(Recorder(lambda _envelope: times.append(datetime.now(UTC))), rate=20))
    assert len(times) == 6
    assert (times[-1] - times[0]).total_seconds() >= 0.15, (
        "without a rate they go within a few milliseconds; a slow machine starts the clock late"
    )
