"""A locked or full database, one that goes away, clocks that jump, an older backup: what holds after each of them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from crm.backups.services import back_up, restore
from crm.config import Settings
from crm.db import make_engine
from crm.mail.models import MessageState
from crm.mail.services import ALL_MAIL, claiming, deliver_due, resume, send_to_the_missing
from crm.mail.services.clocks import FARTHEST_LEASE, mend_times
from crm.mail.tasks import MEND_TIMES
from crm.workshop import TASKS
from tests.support.invariants import Outcome
from tests.support.mailing import KIND, SUBJECT, Ledger, email_of, ledger_in
from tests.support.smtp import At, SmtpServer
from tests.support.workers import wait_until

COUNT = 30
MIDDLE = 10
"""The fault comes when so many messages have gone."""
DAY = timedelta(days=1)
LENT = {"check_same_thread": False}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a database that does not answer again at once."""
    monkeypatch.setattr("crm.mail.services.persisting.PAUSE_SECONDS", 0.01)


def take(url: str) -> Engine:
    """Keep everybody else out of the ledger, as long as the one connection of this engine is open."""
    engine = make_engine(url, poolclass=sa.StaticPool, connect_args=LENT if url.startswith("sqlite") else {})
    other = engine.raw_connection().cursor()
    other.execute("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "LOCK TABLE message")
    return engine


def test_senders_wait_for_a_database_that_somebody_keeps(any_ledger: Ledger, any_url: str, smtp: SmtpServer) -> None:
    any_ledger.put(COUNT)
    delivery, takers = any_ledger.delivery(smtp), []

    def keep(count: int) -> None:
        if count == MIDDLE:
            takers.append(take(any_url))

    delivery.progress = keep
    sender = threading.Thread(target=deliver_due, args=(delivery,))
    sender.start()
    wait_until(lambda: bool(takers), "somebody keeps the ledger")
    sender.join(0.5)
    assert sender.is_alive(), "it waits"
    takers[0].dispose()
    sender.join(30)
    assert any_ledger.states() == {"sent": COUNT}
    assert Outcome(any_ledger, smtp, COUNT).faults == []


def fill(engine: Engine) -> None:
    """Leave no room for a row to grow: as a full disk does, and its errors are the same."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            pages = connection.scalar(sa.text("PRAGMA page_count"))
        sa.event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"))
        engine.dispose()
        return
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN"
                " RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql"
            )
        )
        condition = f"NEW.body_started_at IS NOT NULL AND NEW.recipient_id > {MIDDLE}"
        connection.execute(
            sa.text(
                "CREATE TRIGGER full_disk BEFORE UPDATE ON message"
                f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION full_disk()"
            )
        )


def make_room(engine: Engine) -> None:
    """Let rows grow again."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=1000000"))
        engine.dispose()
        return
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER full_disk ON message"))


def test_a_full_disk_stops_the_senders_before_the_next_body_and_costs_nothing(
    any_ledger: Ledger, smtp: SmtpServer
) -> None:
    any_ledger.put(COUNT)
    fill(any_ledger.engine)
    delivery = any_ledger.delivery(smtp)
    with pytest.raises(OperationalError, match=r"full|No space left"):
        deliver_due(delivery)
    gone = len(smtp.messages)
    assert gone < COUNT
    with pytest.raises(OperationalError):
        deliver_due(delivery)
    assert len(smtp.messages) == gone, "what can't be written down does not go"
    make_room(any_ledger.engine)
    deliver_due(delivery)
    assert any_ledger.states() == {"sent": COUNT}
    assert Outcome(any_ledger, smtp, COUNT).faults == []


def test_a_database_server_that_ends_its_connections_is_asked_again(postgres_url: str, smtp: SmtpServer) -> None:
    with ledger_in(postgres_url) as ledger, ledger_in(postgres_url) as other:
        ledger.put(COUNT)
        delivery = ledger.delivery(smtp)

        def end_all(count: int) -> None:
            if count == MIDDLE:
                with other.engine.connect() as connection:
                    connection.execute(
                        sa.text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        )
                    )

        delivery.progress = end_all
        for _ in range(3):
            deliver_due(delivery)
        assert ledger.states() == {"sent": COUNT}
        assert Outcome(ledger, smtp, COUNT).faults == []


@pytest.mark.parametrize("days", [1, -1], ids=["forward", "back"])
@pytest.mark.parametrize("rate", [0, 100])
def test_a_clock_that_jumps_while_mail_goes_out_sends_nothing_twice(
    any_ledger: Ledger, smtp: SmtpServer, days: int, rate: float
) -> None:
    any_ledger.put(COUNT)
    delivery = any_ledger.delivery(smtp, rate=rate)
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:

        def jump(count: int) -> None:
            if count == MIDDLE:
                clock.shift(timedelta(days=days))

        delivery.progress = jump
        deliver_due(delivery)
        deliver_due(any_ledger.delivery(smtp))
    assert len(smtp.messages) >= MIDDLE
    deliver_due(any_ledger.delivery(smtp))
    assert any_ledger.states() == {"sent": COUNT}
    assert Outcome(any_ledger, smtp, COUNT).faults == []


def test_a_clock_set_back_while_a_message_waits_for_its_turn_does_not_hold_it(ledger: Ledger, smtp: SmtpServer) -> None:
    ledger.put(2)
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:
        delivery, looks = ledger.delivery(smtp, rate=1), [0]

        def set_back() -> bool:
            looks[0] += 1
            if looks[0] == 5:
                clock.shift(-DAY)
            return looks[0] > 20

        delivery.stopping = set_back
        deliver_due(delivery)
    assert ledger.states() == {"sent": 2}


def test_two_senders_whose_clocks_differ_send_nothing_twice(any_ledger: Ledger, smtp: SmtpServer) -> None:
    any_ledger.put(COUNT)
    ahead, behind = (any_ledger.delivery(smtp, worker=name) for name in ("ahead", "behind"))
    with time_machine.travel(datetime.now(UTC) + DAY, tick=True) as clock:

        def let_the_other(count: int) -> None:
            if count == MIDDLE:
                clock.shift(-DAY)
                behind.progress = lambda _count: None
                deliver_due(behind)
                clock.shift(DAY)

        ahead.progress = let_the_other
        deliver_due(ahead)
    for _ in range(2):
        deliver_due(any_ledger.delivery(smtp))
    assert any_ledger.states() == {"sent": COUNT}
    assert Outcome(any_ledger, smtp, COUNT).faults == []


def test_what_a_clock_that_ran_ahead_put_off_or_kept_goes_when_it_is_right_again(
    any_ledger: Ledger, smtp: SmtpServer
) -> None:
    now = datetime.now(UTC)
    any_ledger.put(5)
    put_off, waited, claimed, begun, planned = any_ledger.rows()
    for row, answer in ((put_off, "451 4.7.1 Greylisted"), (waited, "connection lost: timed out")):
        values = claiming.put_off(now + DAY, answer, charged=row is put_off)
        any_ledger.set_one(row.id, **values)
    for row, started in ((claimed, None), (begun, now + DAY)):
        lease = {"leased_by": "somebody who died", "lease_until": now + DAY}
        any_ledger.set_one(row.id, state=MessageState.SENDING, body_started_at=started, **lease)
    any_ledger.set_one(planned.id, due_at=now + DAY)
    with any_ledger.act() as session:
        assert mend_times(session, now) == 4
    deliver_due(any_ledger.delivery(smtp))
    assert any_ledger.states() == {"sent": 3, "in_doubt": 1, "waiting": 1}
    assert any_ledger.in_state(MessageState.WAITING) == {planned.email}, "whose time a person set keeps it"
    assert TASKS[MEND_TIMES].every


def test_leases_and_pauses_of_a_right_clock_are_left_alone(any_ledger: Ledger) -> None:
    now = datetime.now(UTC)
    any_ledger.put(2)
    put_off, claimed = any_ledger.rows()
    longest = claiming.put_off(now + timedelta(hours=4), "451 4.7.1 Greylisted", 451, charged=True)
    any_ledger.set_one(put_off.id, **longest)
    any_ledger.set_one(claimed.id, state=MessageState.SENDING, leased_by="a sender", lease_until=now + FARTHEST_LEASE)
    with any_ledger.act() as session:
        assert mend_times(session, now) == 0


def test_an_older_backup_sends_nothing_until_a_person_says_so(
    settings: Settings, any_url: str, tmp_path: Path, smtp: SmtpServer
) -> None:
    instance, now, copy = replace(settings, database_url=any_url), datetime.now(UTC), tmp_path / "copy.crmbackup"
    with ledger_in(any_url) as ledger:
        ledger.put(COUNT)
        delivery = ledger.delivery(smtp)
        delivery.stopping = lambda: len(smtp.messages) >= MIDDLE
        deliver_due(delivery)
    back_up(instance, copy, now)
    with ledger_in(any_url) as ledger:
        smtp.refuse(At.RCPT, "554 5.7.1 Not wanted here", recipient=email_of(COUNT))
        deliver_due(ledger.delivery(smtp))
        assert ledger.states() == {"sent": COUNT - 1, "failed": 1}
    kept = len(smtp.messages)
    restore(instance, copy, now)
    with ledger_in(any_url) as ledger:
        assert deliver_due(ledger.delivery(smtp)) == 0
        assert len(smtp.messages) == kept
        assert ledger.states() == {"sent": MIDDLE, "waiting": COUNT - MIDDLE}
        with ledger.act() as session:
            assert send_to_the_missing(session, now, KIND, SUBJECT) == 0
            resume(session, ALL_MAIL)
