"""What steps at home tell: the digest of what was done, and the worker of what stalled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.audit.services import end
from crm.digests.kinds import BlockKind
from crm.digests.queries.news import news
from crm.digests.windows import Window
from crm.followups.models import FollowUp, FollowUpKind
from crm.followups.tasks import STALLED, tasks
from crm.jobs.task import Work
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.services import Draft, record_milestone
from crm.partial_date import PartialDate
from crm.treaties.services import load_facts
from crm.workshop import TASKS


def keep(session: Session, now: datetime, kind: MilestoneKind, on: str, embargo_until: date | None = None) -> None:
    draft = Draft(kind, MilestoneState.DONE, PartialDate(on), "Invented Gazette", embargo_until=embargo_until)
    record_milestone(session, OPERATOR, now, "ccm", "KE", draft)


def lines(session: Session, now: datetime) -> list[str]:
    window = Window(now - timedelta(days=30), now + timedelta(days=1))
    return [item.texts["en"] for item in news(session, window, ["en"])[BlockKind.TREATY_ACTIONS]]


def test_a_digest_tells_of_steps_that_were_done_unless_old_hidden_or_told_as_treaty_actions(
    session: Session, now: datetime
) -> None:
    load_facts(session, now - timedelta(days=90))
    before = lines(session, now)
    keep(session, now, MilestoneKind.BILL_TABLED, "2026-02-10")
    keep(session, now, MilestoneKind.COMMITTEE, "2024-02-10")
    keep(session, now, MilestoneKind.INSTRUMENT_DEPOSITED, "2026-02-20")
    keep(session, now, MilestoneKind.CHAMBER_VOTE, "2026-02-25", embargo_until=date(2026, 4, 1))
    assert lines(session, now) == [*before, "Kenya: the bill was tabled (10 February 2026)."]


def test_the_worker_asks_daily_how_stalled_steps_stand(session: Session, now: datetime) -> None:
    load_facts(session, now)
    draft = Draft(MilestoneKind.COMMITTEE, MilestoneState.UNDER_WAY, PartialDate("2026-02"), "Invented Gazette")
    record_milestone(session, OPERATOR, now, "ccm", "KE", draft)
    session.commit()
    end(session)

    @contextmanager
    def same() -> Iterator[Session]:
        yield session

    work = Work(same, lambda: now + timedelta(days=200), lambda _done, _total: None, lambda: False)
    assert [tasks[STALLED](work), tasks[STALLED](work)] == [{"opened": 1}, {"opened": 0}]
    (waiting,) = session.scalars(sa.select(FollowUp))
    assert (waiting.kind, waiting.country_iso2, waiting.subject) == (FollowUpKind.STALLED_STEP, "KE", "milestones:1")
    assert TASKS[STALLED].every == timedelta(hours=24)
