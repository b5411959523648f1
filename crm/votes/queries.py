"""Everything we ask about votes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.prebuilt import prebuilt
from crm.votes.models import Vote


def years_with_votes(session: Session) -> Sequence[int]:
    """The years of which votes are kept, the latest first."""
    return session.scalars(sa.select(Vote.year).distinct().order_by(Vote.year.desc())).all()


def votes_of_year(session: Session, year: int) -> Sequence[Vote]:
    """Every vote of a year."""
    return session.scalars(sa.select(Vote).where(Vote.year == year).order_by(Vote.iso2)).all()


def votes_of(session: Session, iso2: str) -> Sequence[Vote]:
    """A State's votes, the latest first."""
    return session.scalars(*_votes_of(iso2)).all()


@prebuilt
def _votes_of(iso2: str) -> sa.Select[Vote]:
    return sa.select(Vote).where(Vote.iso2 == iso2).order_by(Vote.year.desc())
