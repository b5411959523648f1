"""A mail server that refuses, hangs up or stalls at any step: nobody gets a message twice, and nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from crm.mail.answers import MAX_ATTEMPTS
from crm.mail.models import DomainFailure, MessageState
from crm.mail.services import ALL_MAIL, Recipient, deliver_due, pause, queue_all
from tests.support.mailing import KIND, SUBJECT, Ledger, email_of
from tests.support.smtp import At, SmtpServer

COUNT = 6
VICTIM = email_of(3)


def row_of(ledger: Ledger, email: str = VICTIM) -> tuple[MessageState, int, str]:
    return next((row.state, row.attempts, row.answer) for row in ledger.rows() if row.email == email)


def received(smtp: SmtpServer) -> list[str]:
    return sorted(message.recipient for message in smtp.messages)


def everybody(*, but: str = "") -> list[str]:
    return sorted(email_of(number) for number in range(1, COUNT + 1) if email_of(number) != but)


@pytest.mark.parametrize("step", [At.RCPT, At.DATA, At.DOT])
@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
def test_a_temporary_refusal_puts_one_message_off_and_the_next_recipient_is_not_refused_for_it(
    ledger: Ledger, step: At, extensions: tuple[str, ...]
) -> None:
    with SmtpServer(extensions=extensions) as smtp:
        smtp.refuse(step, "451 4.7.1 Greylisted", recipient=VICTIM, times=1)
        ledger.put(COUNT)
        assert deliver_due(ledger.delivery(smtp)) == COUNT - 1
        assert received(smtp) == everybody(but=VICTIM)
        assert row_of(ledger) == (MessageState.WAITING, 1, "451 4.7.1 Greylisted")
        assert all(row.due_at > datetime.now(UTC) for row in ledger.rows() if row.email == VICTIM)
        ledger.set_all(due_at=datetime.now(UTC))
        assert deliver_due(ledger.delivery(smtp)) == 1
        assert received(smtp) == everybody()
        assert smtp.connections == 2


@pytest.mark.parametrize("step", [At.RCPT, At.DATA])
def test_a_message_announced_with_a_refused_body_is_named_again_when_it_was_refused_for_it(
    ledger: Ledger, smtp: SmtpServer, step: At
) -> None:
    smtp.refuse(At.DOT, "554 5.7.1 Not wanted here", recipient=VICTIM)
    smtp.refuse(step, "503 5.5.1 Bad sequence of commands", recipient=email_of(4), times=1)
    ledger.put(COUNT)
    deliver_due(ledger.delivery(smtp))
    assert received(smtp) == everybody(but=VICTIM)
    assert smtp.connections == 1


def test_a_message_announced_with_the_body_before_stays_when_mail_is_stopped(ledger: Ledger, smtp: SmtpServer) -> None:
    ledger.put(COUNT)
    delivery = ledger.delivery(smtp)

    def stop(count: int) -> None:
        if count == 2:
            with ledger.act() as session:
                pause(session, datetime.now(UTC), ALL_MAIL, "a mistake")

    delivery.progress = stop
    deliver_due(delivery)
    assert ledger.states() == {"sent": 2, "waiting": COUNT - 2}
    assert len(smtp.messages) == 2


@pytest.mark.parametrize("step", [At.RCPT, At.DATA, At.DOT])
def test_a_refusal_for_good_fails_one_message_with_the_servers_words(
    ledger: Ledger, smtp: SmtpServer, step: At
) -> None:
    smtp.refuse(step, "554 5.7.1 Not wanted here", recipient=VICTIM)
    ledger.put(COUNT)
    deliver_due(ledger.delivery(smtp))
    assert received(smtp) == everybody(but=VICTIM)
    assert row_of(ledger) == (MessageState.FAILED, 1, "554 5.7.1 Not wanted here")


def test_a_message_that_is_only_ever_put_off_is_given_up_in_the_end(ledger: Ledger, smtp: SmtpServer) -> None:
    smtp.refuse(At.RCPT, "450 4.2.1 Later", recipient=VICTIM)
    ledger.put(COUNT)
    ledger.set_all(attempts=MAX_ATTEMPTS - 1)
    deliver_due(ledger.delivery(smtp))
    assert row_of(ledger)[0] is MessageState.FAILED


@pytest.mark.parametrize("reply", ["421 4.3.2 Closing", "451 4.3.0 Try later", "550 5.7.1 Sender unknown"])
def test_a_refusal_of_our_own_name_is_charged_to_no_message(ledger: Ledger, smtp: SmtpServer, reply: str) -> None:
    smtp.refuse(At.MAIL, reply, times=1)
    ledger.put(COUNT)
    assert deliver_due(ledger.delivery(smtp)) == 0
    assert {(row.state, row.attempts) for row in ledger.rows()} == {(MessageState.WAITING, 0)}
    assert reply in {row.answer for row in ledger.rows()}
    assert deliver_due(ledger.delivery(smtp)) == COUNT


def test_a_server_that_takes_few_messages_per_connection_is_asked_again_at_once(
    ledger: Ledger,
) -> None:
    with SmtpServer(limit_per_connection=2) as smtp:
        ledger.put(COUNT)
        assert deliver_due(ledger.delivery(smtp)) == COUNT
        assert received(smtp) == everybody()
        assert {row.attempts for row in ledger.rows()} == {1}


@pytest.mark.parametrize("step", [At.MAIL, At.RCPT, At.DATA])
def test_a_connection_lost_before_the_body_sends_the_message_again_by_itself(
    ledger: Ledger, smtp: SmtpServer, step: At
) -> None:
    smtp.drop(step, times=1)
    ledger.put(COUNT)
    deliver_due(ledger.delivery(smtp))
    deliver_due(ledger.delivery(smtp))
    assert received(smtp) == everybody()
    assert ledger.states() == {"sent": COUNT}


@pytest.mark.parametrize("fault", ["drop", "stall"])
def test_a_connection_lost_after_the_final_dot_leaves_one_message_in_doubt_and_never_sends_it_again(
    ledger: Ledger, smtp: SmtpServer, fault: str
) -> None:
    if fault == "drop":
        smtp.drop(At.DOT, recipient=VICTIM, times=1)
    else:
        smtp.stall(At.DOT, 1.5, recipient=VICTIM, times=1)
    ledger.put(COUNT)
    for _ in range(3):
        deliver_due(ledger.delivery(smtp, timeout=0.5))
    assert received(smtp) == everybody()
    assert ledger.states() == {"sent": COUNT - 1, "in_doubt": 1}
    assert ledger.in_state(MessageState.IN_DOUBT) == {VICTIM}


@pytest.mark.parametrize("step", [At.MAIL, At.RCPT, At.DATA])
def test_a_server_that_says_nothing_is_left_and_asked_again(ledger: Ledger, smtp: SmtpServer, step: At) -> None:
    smtp.stall(step, 1.0, times=1)
    ledger.put(COUNT)
    deliver_due(ledger.delivery(smtp, timeout=0.3))
    deliver_due(ledger.delivery(smtp, timeout=5))
    assert ledger.states() == {"sent": COUNT}
    assert received(smtp) == everybody()


def test_one_message_that_always_breaks_the_connection_does_not_stop_the_others(
    ledger: Ledger, smtp: SmtpServer
) -> None:
    smtp.drop(At.RCPT, recipient=email_of(1))
    ledger.put(COUNT)
    for _ in range(4):
        deliver_due(ledger.delivery(smtp))
    assert received(smtp) == everybody(but=email_of(1))
    assert row_of(ledger, email_of(1))[0] is MessageState.WAITING


def test_a_server_that_is_not_there_costs_no_attempt_and_says_why_nothing_goes(ledger: Ledger) -> None:
    ledger.put(COUNT)
    with SmtpServer() as gone:
        delivery = ledger.delivery(gone)
    assert deliver_due(delivery) == 0
    assert not delivery.line.is_usable
    assert {(row.state, row.attempts) for row in ledger.rows()} == {(MessageState.WAITING, 0)}
    assert any("no connection" in row.answer for row in ledger.rows())
    with SmtpServer() as again:
        assert deliver_due(ledger.delivery(again)) == COUNT


def test_an_address_that_does_not_exist_is_held_and_gets_nothing_more(ledger: Ledger, smtp: SmtpServer) -> None:
    smtp.refuse(At.RCPT, "550 5.1.1 No such person", recipient=VICTIM)
    ledger.put(COUNT)
    ledger.give_addresses()
    ledger.put(COUNT, subject_id=8)
    ledger.give_addresses()
    deliver_due(ledger.delivery(smtp))
    assert ledger.hold_states()[VICTIM] == "held"
    states = [row.state for row in ledger.rows() if row.email == VICTIM]
    assert sorted(states) == [MessageState.FAILED, MessageState.SKIPPED]


def test_forty_addresses_of_one_domain_that_are_refused_hold_nobody_and_name_the_domain(
    ledger: Ledger, smtp: SmtpServer
) -> None:
    smtp.refuse(At.RCPT, "550 5.1.1 No such person")
    with ledger.act() as session:
        seats = [Recipient(number, f"seat{number}@parliament.example") for number in range(40)]
        queue_all(session, datetime.now(UTC), kind=KIND, subject_id=SUBJECT, recipients=seats)
    ledger.give_addresses()
    deliver_due(ledger.delivery(smtp))
    assert ledger.states() == {"failed": 40}
    assert set(ledger.hold_states().values()) == {"ok"}
    with ledger.act() as session:
        assert session.scalars(sa.select(DomainFailure.domain)).all() == ["parliament.example"]


def test_a_retry_has_the_same_message_id_and_the_same_bytes(ledger: Ledger, smtp: SmtpServer) -> None:
    ledger.put(1)
    smtp.refuse(At.DOT, "451 4.3.0 Later", times=1)
    deliver_due(ledger.delivery(smtp))
    first = ledger.rows()[0].content_hash
    ledger.set_all(due_at=datetime.now(UTC) - timedelta(seconds=1))
    deliver_due(ledger.delivery(smtp))
    (row,) = ledger.rows()
    assert row.content_hash == first != ""
    assert smtp.messages[0].message["Message-ID"] == f"<{row.message_id}@coalition.example>"


def test_a_database_that_is_locked_for_long_costs_no_answer_of_the_server(
    ledger: Ledger, sqlite_url: str, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.mail.services.persisting.PAUSE_SECONDS", 0.01)
    sa.event.listen(ledger.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=20"))
    ledger.put(COUNT)
    delivery = ledger.delivery(smtp)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:

        def lock(count: int) -> None:
            if count == 3:
                other.execute("BEGIN IMMEDIATE")

        delivery.progress = lock
        with pytest.raises(OperationalError, match="locked"):
            deliver_due(delivery)
        other.execute("ROLLBACK")
    delivery.progress = lambda _count: None
    assert ledger.states() == {"sent": 2, "sending": COUNT - 2}
    deliver_due(delivery)
    assert ledger.states() == {"sent": COUNT}
    assert received(smtp) == everybody()
