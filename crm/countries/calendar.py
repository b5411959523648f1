"""What is coming in a country: elections, meetings open to all, and what others add, as an answer that is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from crm.countries.elections import is_in_doubt
from crm.partial_date import PartialDate


class Chamber(Protocol):
    """A chamber as the calendar reads it."""

    name: str
    next_election_expected: PartialDate | None
    election_source: str


class Meeting(Protocol):
    """A meeting as the calendar reads it."""

    id: int
    name: str
    starts: PartialDate | None


@dataclass(frozen=True, slots=True)
class Coming:
    """Something to come: when, as far as it is known, and what; an election names its chamber alone.

    `called` is whether a source says that the election was called: until then it is expected.
    """

    when: PartialDate
    what: str
    election: bool = False
    called: bool = False
    address: str = ""


def coming(
    chambers: Iterable[Chamber], meetings: Iterable[Meeting], today: date, others: Iterable[Coming] = ()
) -> Sequence[Coming]:
    """What is expected from today on, the next first; an election whose day has passed is a question, not a date."""
    elections = [
        Coming(chamber.next_election_expected, chamber.name, election=True, called=bool(chamber.election_source))
        for chamber in chambers
        if chamber.next_election_expected and not is_in_doubt(chamber.next_election_expected, today)
    ]
    gatherings = [
        Coming(meeting.starts, meeting.name, address=f"/meetings/{meeting.id}")
        for meeting in meetings
        if meeting.starts
    ]
    return sorted([*elections, *gatherings, *others], key=lambda one: (one.when, one.what))
