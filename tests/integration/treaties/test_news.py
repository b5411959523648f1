"""Treaty actions as news: each stands in exactly one of the windows that follow each other."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from crm.treaties.acts import TreatyActionKind
from crm.treaties.models import TreatyAction
from crm.treaties.queries import treaty_actions_between

WINDOWS = [(date(2026, month, 1), date(2026, month, 28)) for month in range(3, 8)]


def add(session: Session, iso2: str, on: date, entered_on: date, embargo_until: date | None = None) -> None:
    session.add(
        TreatyAction(
            treaty_key="ccm",
            iso2=iso2,
            kind=TreatyActionKind.ACCESSION,
            on=on,
            source="UN Treaty Collection",
            entered_at=datetime(entered_on.year, entered_on.month, entered_on.day, 8, tzinfo=UTC),
            embargo_until=embargo_until,
        )
    )


def test_an_act_is_news_on_the_latest_of_its_day_its_entry_and_the_end_of_its_embargo(facts: Session) -> None:
    add(facts, "AO", on=date(2026, 4, 2), entered_on=date(2026, 4, 3))
    add(facts, "CF", on=date(2026, 4, 2), entered_on=date(2026, 5, 3))
    add(facts, "HT", on=date(2026, 6, 2), entered_on=date(2026, 5, 3))
    add(facts, "JM", on=date(2026, 4, 2), entered_on=date(2026, 4, 3), embargo_until=date(2026, 6, 10))
    facts.flush()
    news = [[act.iso2 for act in treaty_actions_between(facts, *window)] for window in WINDOWS]
    assert news == [[], ["AO"], ["CF"], ["JM", "HT"], []]


def test_news_can_be_of_one_treaty(facts: Session) -> None:
    start, end = date(2026, 1, 1), date(2026, 2, 28)
    assert {act.treaty_key for act in treaty_actions_between(facts, start, end)} == {"apmbc"}
    assert treaty_actions_between(facts, start, end, treaty_key="ccm") == []
