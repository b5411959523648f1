"""Every fault of a mail server at every step: what becomes of the message it met, and what holds for all."""

from __future__ import annotations

import time

import pytest

from crm.mail.models import MessageState
from crm.mail.services import deliver_due
from tests.support.invariants import OVER, Outcome
from tests.support.mailing import Ledger, email_of
from tests.support.smtp import At, Fault, SmtpServer

COUNT = 6
VICTIM, REFUSED = email_of(3), email_of(5)
TIMEOUT_SECONDS = 0.8
REPLIES = {
    "refused for a while": "451 4.7.1 Greylisted",
    "refused for good": "554 5.7.1 Not wanted here",
    "closing": "421 4.3.2 Closing",
    "nonsense": "What do you mean?",
    "out of step": "220 2.0.0 Ready",
}
LOST = {"dropped": {"drop": True}, "reset": {"reset": True}, "stalled": {"stall_seconds": 10 * TIMEOUT_SECONDS}}
FAULTS = [*REPLIES, *LOST]
NAMED = [At.RCPT, At.DATA, At.BODY, At.DOT, At.ANSWERED]
"""The steps that have a recipient; the others meet whoever comes first."""


def fault_at(step: At, name: str) -> Fault:
    """One fault at one step, once."""
    recipient = VICTIM if step in NAMED else ""
    if name in REPLIES:
        return Fault(step, reply=REPLIES[name], recipient=recipient, times=1)
    return Fault(step, recipient=recipient, times=1, **LOST[name])


def end_of(step: At, name: str) -> MessageState:
    """What becomes of the message that the fault met: only what may have been kept is in doubt."""
    if name == "refused for good" and step in {At.RCPT, At.DATA, At.BODY, At.DOT}:
        return MessageState.FAILED
    may_be_kept = name in LOST or name in {"nonsense", "out of step"}
    return MessageState.IN_DOUBT if may_be_kept and step in {At.BODY, At.DOT} else MessageState.SENT


def deliver_to_the_end(ledger: Ledger, smtp: SmtpServer, timeout: float) -> None:
    """Let one sender after the other deliver, each when what was put off is due."""
    for _ in range(6):
        deliver_due(ledger.delivery(smtp, timeout=timeout))
        if all(row.state in OVER for row in ledger.rows()):
            return
        ledger.let_time_pass()


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()], ids=["in one piece", "step by step"])
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("step", [step for step in At if step is not At.ANSWERED])
def test_a_fault_at_a_step_costs_nobody_else_anything(
    ledger: Ledger, step: At, name: str, extensions: tuple[str, ...]
) -> None:
    with SmtpServer(extensions=extensions, faults=[fault_at(step, name)]) as smtp:
        if step is At.RSET:
            smtp.refuse(At.RCPT, "554 5.7.1 Not wanted here", recipient=REFUSED)
        ledger.put(COUNT)
        deliver_to_the_end(ledger, smtp, TIMEOUT_SECONDS if name == "stalled" else 10)
        assert smtp.faults[0].times == 0, "the fault was met"
        assert Outcome(ledger, smtp, COUNT, failures=1).faults == []
    ends = {row.email: row.state for row in ledger.rows()}
    expected = dict.fromkeys(ends, MessageState.SENT) | {VICTIM: end_of(step, name)}
    assert ends == expected | ({REFUSED: MessageState.FAILED} if step is At.RSET else {})


def test_a_server_that_says_no_goodbye_is_not_waited_for(ledger: Ledger, smtp: SmtpServer) -> None:
    smtp.stall(At.QUIT, 60)
    ledger.put(COUNT)
    began = time.monotonic()
    deliver_due(ledger.delivery(smtp, timeout=60))
    assert time.monotonic() - began < 30
    assert ledger.states() == {"sent": COUNT}


def test_a_server_that_greylists_everybody_and_takes_few_over_a_connection_gets_all(ledger: Ledger) -> None:
    with SmtpServer(greylists=True, limit_per_connection=2) as smtp:
        ledger.put(COUNT)
        deliver_to_the_end(ledger, smtp, 10)
        assert Outcome(ledger, smtp, COUNT).faults == []
    assert ledger.states() == {"sent": COUNT}
    assert {row.attempts for row in ledger.rows()} == {2}
