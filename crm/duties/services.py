"""Recording what sources say of duties."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.duties.models import DutyFact
from crm.duties.state import Fact


def record_duty(
    session: Session,
    actor: Actor,
    now: datetime,
    treaty_key: str,
    iso2: str,
    fact: Fact,
    *,
    source: str,
    note: str = "",
) -> DutyFact:
    """Record a fact with its source."""
    recorded = DutyFact(
        treaty_key=treaty_key,
        iso2=iso2,
        duty=fact.duty,
        kind=fact.kind,
        on=fact.on,
        until=fact.until,
        year=fact.year,
        source=source,
        note=note,
        entered_at=now,
        entered_by=actor.user_id,
    )
    session.add(recorded)
    session.flush()
    words = f"Recorded a duty: {iso2}, {fact.duty.value}, {fact.kind.value}"
    describe(session, words, subject=f"countries:{iso2}")
    return recorded


def take_away_duty(session: Session, recorded: DutyFact) -> None:
    """Take a fact away again; the journal keeps it, and the act can be undone."""
    iso2, duty = recorded.iso2, recorded.duty.value
    session.delete(recorded)
    session.flush()
    describe(session, f"Took away a duty's fact: {iso2}, {duty}", subject=f"countries:{iso2}")
