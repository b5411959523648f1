"""Keeping the votes of a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.votes.models import Choice, Vote


@dataclass(frozen=True)
class Ballot:
    """The vote on a resolution: its number, the day, and who says so."""

    resolution: str
    voted_on: date
    source: str


def keep_votes(session: Session, ballot: Ballot, votes: Mapping[str, Choice]) -> int:
    """Keep the votes on a year's resolution; those kept before of these States are corrected. Returns how many."""
    year = ballot.voted_on.year
    held = {vote.iso2: vote for vote in session.scalars(sa.select(Vote).where(Vote.year == year))}
    for iso2, choice in votes.items():
        vote = held.get(iso2) or Vote(year=year, iso2=iso2)
        vote.choice, vote.resolution = choice, ballot.resolution
        vote.voted_on, vote.source = ballot.voted_on, ballot.source
        session.add(vote)
    session.flush()
    describe(session, f"Kept {len(votes)} votes of {year}", subject=f"votes:{year}")
    return len(votes)
