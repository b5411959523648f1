"""What becomes of requests to join when whoever sent them is erased."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.erasing import RowName, take_away
from crm.followups.models import FollowUp
from crm.joining.models import JoinRequest
from crm.joining.services.answering import DECLINED_KIND, QUESTION_KIND
from crm.joining.services.asking import CONFIRM_KIND, subject_of
from crm.mail.services.erasing import forget_messages
from crm.members.services.erasing import Leaving, erases

KINDS = (CONFIRM_KIND, QUESTION_KIND, DECLINED_KIND)


@erases(JoinRequest)
def erase_requests(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Delete what they asked, as known or from an address of theirs, with what waited and the mails about it."""
    theirs = sa.or_(JoinRequest.member_id == leaving.member_id, JoinRequest.email.in_(leaving.words))
    for request in session.scalars(sa.select(JoinRequest).where(theirs)).all():
        for follow_up in session.scalars(sa.select(FollowUp).where(FollowUp.subject == subject_of(request))).all():
            yield from take_away(session, follow_up)
        forget_messages(session, leaving.at, KINDS, request.id)
        yield from take_away(session, request)
