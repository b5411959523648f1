"""What a reader tells by the link in a mail: a draft action, and a follow-up to look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor, Role
from crm.actions.models import ActionKind, ActionState, Evidence, ParliamentaryAction, Visibility
from crm.actions.services import ActionDraft, Part, record_action
from crm.digests.services.tokens import TELL
from crm.followups.models import FollowUpKind
from crm.followups.services import Promise, open_follow_up
from crm.mail.models import LinkToken
from crm.mail.queries import find_token
from crm.members.models import Member
from crm.partial_date import PartialDate

ORIGIN = "by mailed link"
MOST_TOLD = 5
"""As many actions can be told by one link; each issue has a link of its own."""
DAYS_TO_CHECK = 3


class UsedUpError(ValueError):
    """Somebody told as much by one link as one link takes."""


@dataclass(frozen=True)
class Told:
    """What somebody says they did."""

    kind: ActionKind
    title: str
    on: PartialDate | None = None
    link: str = ""


def find_link(session: Session, token: str) -> LinkToken | None:
    """Find the person behind a "Tell us what you did" link, unless they were erased."""
    link = find_token(session, TELL, token) if token.isalnum() else None
    if link is None or session.scalar(sa.select(Member.erased_at).where(Member.id == link.member_id)) is not None:
        return None
    return link


def tell(session: Session, now: datetime, link: LinkToken, told: Told) -> ParliamentaryAction:
    """Keep what was told as a draft that somebody checks; raises UsedUpError."""
    used = session.execute(
        sa.update(LinkToken)
        .where(LinkToken.id == link.id, LinkToken.uses < MOST_TOLD)
        .values(uses=LinkToken.uses + 1)
        .returning(LinkToken.id)
    ).first()
    if used is None:
        message = "This link was used several times already. Answer the mail, and a person reads it."
        raise UsedUpError(message)
    teller = Actor(user_id=None, role=Role.MEMBER, member_id=link.member_id)
    draft = ActionDraft(
        kind=told.kind,
        title=told.title,
        on=told.on,
        link=told.link,
        evidence=Evidence.TOLD,
        visibility=Visibility.PRIVATE,
        state=ActionState.DRAFT,
        participants=(Part(link.member_id),),
        origin=ORIGIN,
    )
    action = record_action(session, teller, now, draft)
    owner = session.scalar(sa.select(Member.owner_id).where(Member.id == link.member_id))
    promise = Promise(
        text=f"Check what was told by mail: {action.title}",
        due_on=now.date() + timedelta(days=DAYS_TO_CHECK),
        kind=FollowUpKind.DRAFT,
        member_id=link.member_id,
        action_id=action.id,
        owner_id=owner,
    )
    open_follow_up(session, teller, now, promise)
    return action
