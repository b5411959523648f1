"""Two invented digests: one that went out, and one that staff are at work on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.digests.services.composing import Plan, new_digest
from crm.digests.services.sending import send, waive
from crm.digests.windows import Window

SENT_DAYS_AGO = 35
FIRST_WINDOW_DAYS = 120
INTRO = "Thank you for what you did in your parliaments. Here is what is new, and what you can ask for at home."
WAIVER = "An invented network: the facts are those that came with the product."


def issues(session: Session, staff: Actor, now: datetime, base_url: str) -> None:
    """Send a digest of some weeks ago to the invented friends, and begin the next one."""
    then = now - timedelta(days=SENT_DAYS_AGO)
    window = Window(then - timedelta(days=FIRST_WINDOW_DAYS), then)
    first = new_digest(
        session, staff, then, Plan(title="What parliaments did for the Convention", intro=INTRO, window=window)
    )
    waive(session, first.id, WAIVER)
    send(session, staff, then, first.id, base_url=base_url, recall=timedelta())
    new_digest(session, staff, now, Plan(title="News for friends of the Convention", intro=INTRO))
