"""Invented steps at home of a few signatories, each saying that it is invented; no State is said to leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.followups.services import see_to_step
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.services import Draft, record_milestone
from crm.partial_date import PartialDate
from crm.treaties.queries import standings
from crm.treaties.status import TreatyStatus

TREATY = "ccm"
COUNTRIES = 5
INVENTED = "Invented for the demonstration: nothing of it happened"
WAYS: tuple[tuple[tuple[MilestoneKind, MilestoneState, int], ...], ...] = (
    (
        (MilestoneKind.GOVERNMENT_DECISION, MilestoneState.DONE, -420),
        (MilestoneKind.BILL_TABLED, MilestoneState.UNDER_WAY, -260),
    ),
    ((MilestoneKind.GOVERNMENT_DECISION, MilestoneState.UNDER_WAY, -90),),
    (
        (MilestoneKind.BILL_TABLED, MilestoneState.DONE, -200),
        (MilestoneKind.COMMITTEE, MilestoneState.UNDER_WAY, -60),
        (MilestoneKind.CHAMBER_VOTE, MilestoneState.EXPECTED, 40),
    ),
    ((MilestoneKind.BILL_TABLED, MilestoneState.DROPPED, -30),),
    ((MilestoneKind.GOVERNMENT_DECISION, MilestoneState.EXPECTED, 75),),
)
"""What is invented for each signatory in turn: kind, state, and the day counted from today."""


def steps_at_home(session: Session, actor: Actor, now: datetime) -> None:
    """Record invented steps for the first signatories by code."""
    held = standings(session, TREATY, now.date())
    signatories = sorted(iso2 for iso2, standing in held.items() if standing.status is TreatyStatus.SIGNATORY)
    for iso2, way in zip(signatories[:COUNTRIES], WAYS, strict=False):
        for kind, state, days in way:
            day = PartialDate.of(now.date() + timedelta(days=days))
            blocker = "Invented: the timetable of the House" if state is MilestoneState.UNDER_WAY else ""
            draft = Draft(kind, state, day, INVENTED, note=INVENTED, blocker=blocker, owner_id=actor.user_id)
            see_to_step(session, actor, now, record_milestone(session, actor, now, TREATY, iso2, draft))
