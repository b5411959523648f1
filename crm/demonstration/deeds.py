"""What the invented friends did, what came of it, and what they were promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionKind, ActionState, Evidence, OutcomeKind, ParticipantRole, Visibility
from crm.actions.services.drafts import ActionDraft, OutcomeDraft, Part
from crm.actions.services.outcomes import record_outcome
from crm.actions.services.recording import record_action
from crm.demonstration.invented import DEEDS, PROMISES
from crm.followups.models import FollowUpKind
from crm.followups.services.opening import Promise, open_follow_up
from crm.members.models import Member
from crm.partial_date import PartialDate
from crm.treaties.queries import standings
from crm.treaties.step import Step

ACTIONS = 90
FOLLOW_UPS = 28
DUE_IN_DAYS = (-4, -1, 0, 0, 0, 2, 5, 9, 14, 21)
LONGEST_AGO_DAYS = 420
TREATY = "ccm"
ANSWERS = (
    (OutcomeKind.ANSWER, "The Minister said the matter is before the cabinet."),
    (OutcomeKind.COMMITMENT, "The Government promised to report within six months."),
    (OutcomeKind.ADOPTED, "Adopted without a vote."),
    (OutcomeKind.LAPSED, "Lapsed at the dissolution."),
)


def deeds(
    session: Session, actor: Actor, member: Actor, now: datetime, dice: Random, friends: Sequence[Member]
) -> None:
    """Record actions of the last year or so, some of them with an outcome, the newest by the member themselves."""
    steps = {iso2: standing.step for iso2, standing in standings(session, TREATY, now.date()).items()}
    for number in range(ACTIONS):
        days = int(LONGEST_AGO_DAYS * (1 - number / ACTIONS)) + 1
        lead, helper = dice.sample(friends, 2)
        _record(session, actor, now - timedelta(days=days), dice, lead, helper, steps.get(lead.country_iso2 or ""))
    own = ActionDraft(
        kind=ActionKind.QUESTION,
        title="Asked when the Convention comes before the House",
        on=PartialDate.of((now - timedelta(days=1)).date()),
        aim=Step.RATIFY,
        participants=tuple(Part(member_id) for member_id in member.members),
    )
    record_action(session, member, now - timedelta(hours=20), own)


def promises(session: Session, actor: Actor, now: datetime, dice: Random, friends: Sequence[Member]) -> None:
    """Open follow-ups: some overdue, some for today, most ahead, and two requests that came in."""
    for number in range(FOLLOW_UPS):
        due = now.date() + timedelta(days=DUE_IN_DAYS[number] if number < len(DUE_IN_DAYS) else number)
        kind = FollowUpKind.REQUEST if number in {2, 3} else FollowUpKind.PROMISE
        text = "Needs a draft question for next week" if kind is FollowUpKind.REQUEST else dice.choice(PROMISES)
        promise = Promise(text=text, due_on=due, kind=kind, member_id=dice.choice(friends).id, owner_id=actor.user_id)
        open_follow_up(session, actor, min(now, now - timedelta(days=3)), promise)


def _record(
    session: Session, actor: Actor, at: datetime, dice: Random, lead: Member, helper: Member, step: Step | None
) -> None:
    kind = dice.choice(sorted(DEEDS))
    seen = dice.choice((True, False))
    parts = [Part(lead.id)]
    if helper.country_iso2 == lead.country_iso2:
        parts.append(Part(helper.id, ParticipantRole.CO_SPONSOR))
    draft = ActionDraft(
        kind=ActionKind(kind),
        title=dice.choice(DEEDS[kind]),
        on=PartialDate(at.date().isoformat()[: dice.choice((10, 10, 10, 7))]),
        link="https://parliament.example/record" if seen else "",
        aim=step,
        evidence=Evidence.SEEN if seen else Evidence.TOLD,
        visibility=dice.choice((Visibility.NETWORK, Visibility.NETWORK, Visibility.PUBLIC, Visibility.PRIVATE)),
        state=ActionState.DONE,
        participants=tuple(parts),
    )
    action = record_action(session, actor, at, draft)
    if dice.choice((True, False, False)):
        outcome, words = dice.choice(ANSWERS)
        record_outcome(session, actor, at + timedelta(days=9), action, OutcomeDraft(outcome, draft.on, words))
