"""What a mail server's answer means for one message (RFC 5321, RFC 3463)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 17
"""A message that is only ever put off is given up after so many attempts, which is about two days."""

CONNECTION_PAUSE = timedelta(minutes=1)
"""How long a message waits whose connection failed before anything else had gone over it."""

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_CLOSING = 421
_PERMANENT = 500


class Verdict(StrEnum):
    """What to do with the message."""

    TRY_LATER = "try_later"
    """The message waits, and the attempt counts."""
    WAIT = "wait"
    """The connection waits; no attempt is charged to the message."""
    BAD_ADDRESS = "bad_address"
    """Nobody is there: the message failed and the address is held."""
    OUR_PROBLEM = "our_problem"
    """The message failed for what we sent or who we are: the person's address is innocent."""
    FAILED = "failed"
    """Refused for good, for a reason that says nothing of the address."""


@dataclass(frozen=True)
class Answer:
    """A server's refusal: the reply code, its text, and whether it was about us, before any recipient was named."""

    code: int
    text: str
    about_us: bool = False

    def __str__(self) -> str:
        """Write it as the server did."""
        return f"{self.code} {self.text}"

    @property
    def enhanced(self) -> tuple[int, int, int] | None:
        """The enhanced status code when the text has one, as (class, subject, detail)."""
        found = _ENHANCED.match(self.text)
        return None if found is None else (int(found[1]), int(found[2]), int(found[3]))


def judge(answer: Answer) -> Verdict:
    """Say what a refusal means."""
    if answer.code == _CLOSING or answer.about_us:
        return Verdict.WAIT
    if answer.code < _PERMANENT:
        return Verdict.TRY_LATER
    match answer.enhanced:
        case (5, 7, _) | (5, 6, _) | (5, 3, 4) | (5, 1, 7) | (5, 1, 8):  # 5.1.7 and 5.1.8 speak of the sender
            return Verdict.OUR_PROBLEM
        case (5, 1, _) | (5, 2, 1):
            return Verdict.BAD_ADDRESS
        case _:
            return Verdict.FAILED


def pause_before(attempt: int) -> timedelta:
    """How long to wait before trying again after this many attempts: 5 minutes, doubled each time, at most 4 hours."""
    return min(FIRST_PAUSE * (1 << min(attempt - 1, 10)), LONGEST_PAUSE)
