"""Workers killed with SIGKILL while a digest goes to 500 people, and started again: nobody gets it twice."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.accounts.models import MailedToken, User, UserState
from crm.accounts.rights import OPERATOR, Role
from crm.accounts.services.mailing import ADDRESS_TOLD
from crm.digests.services import sending
from crm.mail.models import MessageState
from crm.mail.services import queue
from tests.support.mailing import Ledger, email_of
from tests.support.readers import set_network
from tests.support.smtp import At, Fault, SmtpServer
from tests.support.workers import Workers, wait_until

COUNT = 500
KILLED_AT = (40, 130, 260, 380)
"""Workers are killed when the server has kept so many messages."""

AFTER_THE_DOT = email_of(310)
"""The server has kept this message and is about to say so when the workers are killed."""
BEFORE_THE_BODY = email_of(450)
"""The server is about to ask for the body of this message when the workers are killed."""


def queue_messages(ledger: Ledger, count: int) -> None:
    """Queue a mail of a real kind to each recipient."""
    now = datetime.now(UTC)
    with ledger.act() as session:
        user = User(email="a@coalition.example", name="A", role=Role.STAFF, state=UserState.ACTIVE, created_at=now)
        session.add(user)
        session.flush()
        tokens = [
            MailedToken(
                user_id=user.id,
                purpose="address_change",
                nonce=secrets.token_hex(16),
                token_hash=secrets.token_hex(32),
                created_at=now,
                expires_at=now + timedelta(hours=1),
            )
            for _ in range(count)
        ]
        session.add_all(tokens)
        session.flush()
        for number, token in enumerate(tokens, 1):
            queue(session, now, kind=ADDRESS_TOLD, subject_id=token.id, recipient_id=user.id, email=email_of(number))


def send_digest(ledger: Ledger, count: int) -> None:
    """Send a digest to so many friends, each of whom reads of their own country."""
    now = datetime.now(UTC)
    with ledger.act() as session:
        network = set_network(session)
        for number in range(1, count - len(network.people) + 1):
            network.friend(f"Reader {number}", ("KE", "NP", "PL")[number % 3], email=email_of(number))
        digest = sending.send(
            session, OPERATOR, now, network.digest().id, base_url="https://friends.example", recall=timedelta(0)
        )
        assert digest.recipients == count


@pytest.fixture
def workers(smtp: SmtpServer, tmp_path: Path) -> Iterator[Workers]:
    """Two workers that mail through the server of the tests; a test names their database."""
    settings = {
        "CRM_INSTANCE_PATH": str(tmp_path),
        "CRM_MAIL_SERVER": smtp.host,
        "CRM_MAIL_PORT": str(smtp.port),
        "CRM_MAIL_RATE": "0",
        "CRM_MAIL_LEASE_SECONDS": "2",
        "CRM_MAIL_LIVE": "1",
    }
    (tmp_path / "secret_key").write_text(secrets.token_hex(32))
    two = Workers(settings, count=2)
    yield two
    two.kill()


@pytest.mark.slow
def test_each_recipient_gets_the_digest_once_but_for_those_named_in_doubt(
    any_ledger: Ledger, any_url: str, smtp: SmtpServer, workers: Workers
) -> None:
    smtp.stall(At.DOT, 60, recipient=AFTER_THE_DOT, times=1)
    smtp.stall(At.DATA, 60, recipient=BEFORE_THE_BODY, times=1)
    send_digest(any_ledger, COUNT)
    workers.environment["CRM_DATABASE_URL"] = any_url

    def enough(count: int) -> bool:
        """Whether so many are kept, or both workers are stalled and no more will be."""
        return len(smtp.messages) >= count or not any(stall.times for stall in smtp.faults)

    for count in KILLED_AT:
        workers.start()
        wait_until(partial(enough, count), f"{count} messages are kept")
        workers.kill()
    for stall in smtp.faults:
        workers.start()
        wait_until(lambda stall=stall: stall.times == 0, f"the server stalls at {stall.at}")  # type: ignore[misc]
        workers.kill()
    workers.start()
    wait_until(lambda: set(any_ledger.states()) <= {"sent", "in_doubt"}, "every message has ended", look_every=0.1)
    workers.stop()

    seen = Counter(message.recipient for message in smtp.messages)
    sent, in_doubt = any_ledger.in_state(MessageState.SENT), any_ledger.in_state(MessageState.IN_DOUBT)
    assert max(seen.values()) == 1
    assert len(sent) + len(in_doubt) == COUNT
    assert sent <= set(seen)
    assert set(seen) <= sent | in_doubt
    assert AFTER_THE_DOT in in_doubt
    assert AFTER_THE_DOT in seen
    assert BEFORE_THE_BODY in sent
    assert len(in_doubt) <= workers.killed
    assert {str(message.message["Subject"]) for message in smtp.messages} == {"What moved in February"}
    assert_sound(any_ledger)


def test_a_worker_that_is_asked_to_stop_ends_after_the_message_in_flight(
    any_ledger: Ledger, any_url: str, smtp: SmtpServer, workers: Workers
) -> None:
    queue_messages(any_ledger, 10)
    stall = Fault(At.DOT, stall_seconds=1, recipient=email_of(4), times=1)
    smtp.faults.append(stall)
    workers.environment["CRM_DATABASE_URL"] = any_url
    workers.count = 1
    workers.start()
    wait_until(lambda: stall.times == 0, "the server stalls")
    assert workers.stop() == [0]
    assert any_ledger.states() == {"sent": 4, "waiting": 6}
    assert len(smtp.messages) == 4


def assert_sound(ledger: Ledger) -> None:
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect() as connection:
            assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
