"""Where the network stands in the world: who moved, who is leaving, where a friend is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.members.models import Member, Stage
from crm.milestones.kinds import AWAY
from crm.milestones.models import Milestone
from crm.treaties.acts import TreatyActionKind
from crm.treaties.models import TreatyAction
from crm.treaties.queries import movers, standings
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.step import Step

TREATY = "ccm"
RECENT = timedelta(days=365)
"""Movements are few: a year of them fits a front page."""


Place = sa.Row[Any]
"""A country by its code and names."""


@dataclass(frozen=True)
class World:
    """The countries a coordinator should know about today."""

    moved: Sequence[tuple[Place, TreatyAction]]
    leaving: Sequence[tuple[Place, Standing]]
    friendless: Sequence[tuple[Place, Standing]]


def world(session: Session, today: date) -> World:
    """Find the countries that moved within a year or are about to leave, and those to recruit in: four statements."""
    places = {place.iso2: place for place in session.execute(_places())}
    doubtful = [iso2 for iso2, place in places.items() if place.notified or place.debated or not place.befriended]
    found = standings(session, TREATY, today, only=doubtful) if doubtful else {}
    outside = [
        (places[iso2], standing)
        for iso2, standing in found.items()
        if not places[iso2].befriended and standing.status is not TreatyStatus.STATE_PARTY
    ]
    acts = movers(session, TREATY, today - RECENT, today, today=today)
    return World(
        moved=[(places[act.iso2], act) for act in reversed(acts)],
        leaving=[(places[iso2], standing) for iso2, standing in found.items() if standing.step is Step.STAY],
        friendless=sorted(outside, key=lambda pair: (pair[1].status is not TreatyStatus.SIGNATORY, pair[0].name_en)),
    )


@cache
def _places() -> sa.Select[*tuple[Any, ...]]:
    """Every country, whether a friend is there, and whether it ever notified a withdrawal or debated one at home."""
    befriended = sa.exists().where(Member.country_iso2 == Country.iso2, Member.stage == Stage.FRIEND)
    notified = sa.exists().where(
        TreatyAction.iso2 == Country.iso2,
        TreatyAction.treaty_key == TREATY,
        TreatyAction.kind == TreatyActionKind.WITHDRAWAL_NOTIFIED,
    )
    debated = sa.exists().where(
        Milestone.iso2 == Country.iso2, Milestone.treaty_key == TREATY, Milestone.kind.in_(AWAY)
    )
    names = Country.iso2, Country.name_en, Country.name_fr, Country.name_es
    return sa.select(*names, befriended.label("befriended"), notified.label("notified"), debated.label("debated"))
