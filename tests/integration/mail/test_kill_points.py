"""Two senders of an issue to thirty people are killed at every point: at each step, for each recipient, at each commit.

What must hold stands in `tests/support/invariants.py`; a new sender takes the place of each that was killed.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.accounts.rights import OPERATOR
from crm.digests.services import sending
from crm.mail.models import Address, AddressState, MessageState
from crm.members.services.consent import unsubscribe_topic
from tests.support.invariants import Outcome, own_links
from tests.support.mailing import email_of, ledger_in
from tests.support.postgres import database
from tests.support.readers import BASE_URL, set_network
from tests.support.senders import SMALL_BATCH, Commit, Death, Senders, senders_of
from tests.support.smtp import At, Fault, SmtpServer

COUNT = 30
UNSUBSCRIBED, ON_HOLD, SHIELDED = email_of(31), email_of(32), email_of(33)
TURNED_AWAY = frozenset({UNSUBSCRIBED, ON_HOLD, SHIELDED})
RECIPIENTS = [
    *(f"person{number}@parliament.example" for number in range(1, 4)),
    *(email_of(number) for number in range(4, COUNT + 1)),
]
STEPS = [At.RCPT, At.DATA, At.BODY, At.DOT, At.ANSWERED]
"""The steps that have a recipient."""
OTHER_STEPS = {At.GREETING: 4, At.EHLO: 4, At.MAIL: 4, At.RSET: 4, At.QUIT: 2}
"""Those that have none, and how often somebody is killed there."""
EVERYBODY = COUNT + len(TURNED_AWAY)


def send_issue(url: str) -> None:
    """Send a digest to thirty people, and to three who lose the right to receive before their turn."""
    now = datetime.now(UTC)
    with ledger_in(url) as ledger, ledger.act() as session:
        network = set_network(session)
        for number in range(4, EVERYBODY + 1):
            network.friend(f"Reader {number}", ("KE", "NP", "PL")[number % 3], email=email_of(number))
        digest = network.digest()
        sending.send(session, OPERATOR, now, digest.id, base_url=BASE_URL, recall=timedelta(0))
        assert digest.recipients == EVERYBODY
        lost = {name: network.people[f"Reader {name.partition('@')[0][6:]}"] for name in TURNED_AWAY}
        unsubscribe_topic(session, now, lost[UNSUBSCRIBED].id)
        lost[SHIELDED].shielded = True
        session.scalars(sa.select(Address).where(Address.email == ON_HOLD)).one().state = AddressState.HELD


@pytest.fixture(scope="module")
def sqlite_issue(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the issue about to go, made once."""
    path = tmp_path_factory.mktemp("issue") / "issue.sqlite3"
    shutil.copyfile(sqlite_template, path)
    send_issue(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def postgres_issue(postgres: str, postgres_template: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the issue about to go, made once."""
    name = f"issue_{secrets.token_hex(4)}"
    with database(postgres, name, postgres_template) as url:
        send_issue(url)
        yield name


@pytest.fixture
def sqlite_url(sqlite_issue: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the issue about to go."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(sqlite_issue, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str, postgres_issue: str) -> Iterator[str]:
    """The same in PostgreSQL."""
    with database(postgres, f"test_{secrets.token_hex(4)}", postgres_issue) as url:
        yield url


def faults_after(senders: Senders, smtp: SmtpServer) -> Sequence[str]:
    """Let the senders go to the end, and say what does not hold then."""
    senders.run()
    with ledger_in(senders.url) as ledger:
        if MessageState.WAITING.value in ledger.states():
            ledger.let_time_pass()
            senders.run()
        outcome = Outcome(ledger, smtp, EVERYBODY, senders.killed, own_links, TURNED_AWAY)
        assert set(ledger.states()) <= {"sent", "in_doubt", "skipped"}
        return outcome.faults


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_sender_killed_at_a_step_for_each_recipient_breaks_nothing(any_url: str, smtp: SmtpServer, step: At) -> None:
    with senders_of(any_url, smtp) as senders:
        smtp.faults = [Fault(step, recipient=email, times=1, act=senders.kill) for email in RECIPIENTS]
        assert faults_after(senders, smtp) == []
        assert senders.killed == COUNT


@pytest.mark.slow
@pytest.mark.parametrize(("step", "times"), OTHER_STEPS.items())
def test_a_sender_killed_between_messages_breaks_nothing(any_url: str, smtp: SmtpServer, step: At, times: int) -> None:
    smtp.greylists = step is At.RSET
    with senders_of(any_url, smtp) as senders:
        smtp.faults = [Fault(step, times=times, act=senders.kill)]
        assert faults_after(senders, smtp) == []
        # A sender that the other left nothing to send opens no connection, and says no goodbye.
        assert senders.killed >= (1 if step is At.QUIT else times)


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("commit", list(Commit), ids=lambda commit: commit.words)
def test_a_sender_killed_around_a_commit_for_each_recipient_breaks_nothing(
    any_url: str, smtp: SmtpServer, tmp_path: Path, commit: Commit, *, after: bool
) -> None:
    notes = tmp_path / "died"
    notes.mkdir()
    death = Death(commit, after, str(notes))
    with senders_of(any_url, smtp, death) as senders:
        assert faults_after(senders, smtp) == []
        assert senders.killed == death.count
        assert death.count >= (COUNT if commit is Commit.BODY else COUNT // SMALL_BATCH)
