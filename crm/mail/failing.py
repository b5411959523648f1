"""What a mail that failed says of its address, and when a whole domain has failed (RFC 3463)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from crm.mail.answers import Answer, Verdict, judge

TIMES = 3
"""An address that fails for a while is held after so many failures …"""
MAILS = 2
"""… of so many mails of ours …"""
WITHIN = timedelta(days=30)
"""… in this time; evidence is kept as long."""

MANY = 5
"""So many addresses of one domain, and at least half of those written to, that fail …"""
TOGETHER = timedelta(hours=48)
"""… in this time are the domain's failure, not theirs."""


class Blame(StrEnum):
    """Whose failure it is."""

    ADDRESS = "address"
    """Nobody is there: the address is held at once."""
    WHILE = "while"
    """It may pass (a full mailbox, a host that is down): it counts, and three times hold the address."""
    OURS = "ours"
    """Refused for what we sent or who we are: the address is innocent, and staff are told."""


_BLAMES = {Verdict.BAD_ADDRESS: Blame.ADDRESS, Verdict.OUR_PROBLEM: Blame.OURS}
_PERMANENT, _PASSING = 550, 450


def blame_of(answer: Answer) -> Blame:
    """Whose failure a refusal for good is, by the rules for what to do with the message."""
    return _BLAMES.get(judge(answer), Blame.WHILE)


def blame_of_status(status: str) -> Blame:
    """The same for a status code such as `5.1.1`, as reports have it."""
    return blame_of(Answer(_PASSING if status.startswith("4") else _PERMANENT, f"{status} -"))


def is_enough(times: int, mails: int) -> bool:
    """Whether so many passing failures of so many mails hold an address."""
    return times >= TIMES and mails >= MAILS


def is_the_domains(failed: int, written_to: int) -> bool:
    """Whether so many failing addresses, of so many that were written to, are their domain's failure."""
    return failed >= MANY and failed * 2 >= written_to
