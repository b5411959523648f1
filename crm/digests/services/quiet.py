"""Quiet days, which staff enter: nobody there is written to, and what was due waits until after."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.digests.models import QuietPeriod
from crm.digests.services.waiting import wait_for_quiet_days


class BackwardsError(ValueError):
    """The last day lies before the first."""


def add_quiet_period(
    session: Session, now: datetime, first_on: date, last_on: date, *, iso2: str | None = None, reason: str = ""
) -> int:
    """Keep days on which nobody in a country, or nobody at all, is written to; raises BackwardsError.

    Mail that waits already moves past them; returns how many mails did.
    """
    if last_on < first_on:
        message = "The last day lies before the first."
        raise BackwardsError(message)
    kept = QuietPeriod(first_on=first_on, last_on=last_on, country_iso2=iso2, reason=reason.strip())
    session.add(kept)
    session.flush()
    describe(session, f"Kept {first_on} to {last_on} quiet in {iso2 or 'all countries'}", subject="digests:quiet")
    return wait_for_quiet_days(session, now)


def drop_quiet_period(session: Session, number: int) -> None:
    """Take quiet days back; raises LookupError."""
    kept = session.get(QuietPeriod, number)
    if kept is None:
        message = f"There are no quiet days {number}."
        raise LookupError(message)
    session.delete(kept)
    describe(session, f"Took back the quiet days from {kept.first_on} to {kept.last_on}", subject="digests:quiet")
