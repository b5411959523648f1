"""A small network on which the front pages stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
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
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpKind
from crm.members.models import Member, Stage
from crm.members.names import sort_key
from crm.partial_date import PartialDate
from crm.treaties.services import load_facts
from crm.treaties.step import Step

Count = Callable[[], int]


@pytest.fixture
def network(app_session: Session, now: datetime) -> dict[str, int]:
    """The shipped facts, three people in Kenya and Norway, two actions and two follow-ups; gives the people's ids."""
    load_facts(app_session, now)
    today = datetime.now(UTC)
    people = {
        name: _member(app_session, name, iso2, today)
        for name, iso2 in (("Wanjiru Oakmarsh", "KE"), ("Kofi Riverbend", "KE"), ("Ilse Larkmeadow", "NO"))
    }
    _action(app_session, people["Kofi Riverbend"], "KE", "Asked when the Convention comes before the House", today)
    _action(app_session, people["Ilse Larkmeadow"], "NO", "Wrote to the fund <b>", today)
    for days, text in ((0, "Send the briefing"), (3, "Answer about the hearing")):
        app_session.add(
            FollowUp(
                kind=FollowUpKind.PROMISE,
                text=text,
                due_on=today.date() - timedelta(days=days),
                member_id=people["Wanjiru Oakmarsh"],
                opened_at=today,
            )
        )
    app_session.commit()
    return people


@pytest.fixture
def counting(app: Flask) -> Callable[..., object]:
    """Count the statements inside a block."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN")):
                sent.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return count


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
