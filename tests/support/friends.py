"""A small network: three friends in Kenya and Norway, what two of them did, and what one was promised."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from crm.actions.models import (
    ActionKind,
    ActionState,
    Evidence,
    ParliamentaryAction,
    ParticipantRole,
    Participation,
    Visibility,
)
from crm.actions.services.words import index_words as index_action_words
from crm.followups.models import FollowUp, FollowUpKind
from crm.members.models import Member, Stage
from crm.members.names import sort_key
from crm.members.services.wording import index_words
from crm.partial_date import PartialDate
from crm.treaties.step import Step


def make_friends(session: Session) -> dict[str, int]:
    """Write the small network on a database that holds the facts; gives the people's ids by their names."""
    now = datetime.now(UTC)
    people = {
        name: _member(session, name, iso2, now)
        for name, iso2 in (("Wanjiru Oakmarsh", "KE"), ("Kofi Riverbend", "KE"), ("Ilse Larkmeadow", "NO"))
    }
    _action(session, people["Kofi Riverbend"], "KE", "Asked when the Convention comes before the House", now)
    _action(session, people["Ilse Larkmeadow"], "NO", "Wrote to the fund <b>", now)
    for days, text in ((0, "Send the briefing"), (3, "Answer about the hearing")):
        session.add(
            FollowUp(
                kind=FollowUpKind.PROMISE,
                text=text,
                due_on=now.date() - timedelta(days=days),
                member_id=people["Wanjiru Oakmarsh"],
                opened_at=now,
            )
        )
    session.commit()
    return people


def _member(session: Session, name: str, iso2: str, now: datetime) -> int:
    member = Member(
        name=name,
        sort_name=sort_key(name),
        country_iso2=iso2,
        stage=Stage.FRIEND,
        stage_since=date(2024, 1, 1),
        created_at=now,
    )
    session.add(member)
    session.flush()
    index_words(session, [(member.id, member.name, member.sort_name)])
    return member.id


def _action(session: Session, member_id: int, iso2: str, title: str, now: datetime) -> None:
    action = ParliamentaryAction(
        kind=ActionKind.QUESTION,
        title=title,
        on=PartialDate.of(now.date()),
        country_iso2=iso2,
        aim=Step.RATIFY,
        evidence=Evidence.TOLD,
        visibility=Visibility.NETWORK,
        state=ActionState.DONE,
        logged_at=now,
    )
    session.add(action)
    session.flush()
    session.add(Participation(action_id=action.id, member_id=member_id, role=ParticipantRole.LEAD))
    session.flush()
    index_action_words(session, [action])
