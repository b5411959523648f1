"""Everything we ask about duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.duties.models import DutyFact
from crm.prebuilt import prebuilt


def duty_facts_of(session: Session, treaty_key: str, iso2: str) -> Sequence[DutyFact]:
    """What is known of a State's duties, the latest first."""
    return session.scalars(*_facts_of(treaty_key, iso2)).all()


@prebuilt
def _facts_of(treaty_key: str, iso2: str) -> sa.Select[DutyFact]:
    chosen = sa.select(DutyFact).where(DutyFact.treaty_key == treaty_key, DutyFact.iso2 == iso2)
    return chosen.order_by(DutyFact.on.desc(), DutyFact.id.desc())


def all_duty_facts(session: Session, treaty_key: str) -> Mapping[str, Sequence[DutyFact]]:
    """What is known of every State's duties, by its code, in the order of the days."""
    chosen = sa.select(DutyFact).where(DutyFact.treaty_key == treaty_key).order_by(DutyFact.on, DutyFact.id)
    found: dict[str, list[DutyFact]] = {}
    for fact in session.scalars(chosen):
        found.setdefault(fact.iso2, []).append(fact)
    return found
