"""Who ends their consent while a digest waits is taken out of the ledger in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import Message, MessageState, SkipReason
from crm.mail.services import Recipient, queue_all
from crm.members.models import Member, Subscription
from crm.members.services.consent import stop_all_mail, unsubscribe_topic

Ending = Callable[[Session, datetime, int], object]


@pytest.mark.parametrize(
    ("end", "reason"), [(unsubscribe_topic, SkipReason.UNSUBSCRIBED), (stop_all_mail, SkipReason.ALL_MAIL_OFF)]
)
def test_what_waits_for_a_person_is_skipped_at_once_and_nobody_elses(
    any_session: Session, now: datetime, end: Ending, reason: SkipReason
) -> None:
    people = [Member(name=name, sort_name=name.lower(), created_at=now) for name in ("Amina", "Björn")]
    any_session.add_all(people)
    any_session.flush()
    any_session.add_all([Subscription(member_id=one.id, topic="digest", since=now, basis="asked") for one in people])
    recipients = [Recipient(one.id, f"reader{one.id}@chamber.example") for one in people]
    queue_all(any_session, now, kind="digest", subject_id=7, recipients=recipients)
    end(any_session, now, people[0].id)
    states = {row.recipient_id: (row.state, row.reason) for row in any_session.scalars(sa.select(Message))}
    assert states == {people[0].id: (MessageState.SKIPPED, reason), people[1].id: (MessageState.WAITING, None)}
