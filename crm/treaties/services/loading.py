"""Loading the treaty facts that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries import services as countries
from crm.countries.services import Loaded, load_rows
from crm.countries.shipped import read_facts
from crm.treaties.models import Position, Treaty, TreatyAction

FACTS = "crm.treaties"


def load_facts(session: Session, now: datetime) -> Loaded:
    """Load every fact that comes with the product: the countries' and the treaties'."""
    return countries.load_shipped(session, now) + load_shipped(session, now)


def load_shipped(session: Session, now: datetime) -> Loaded:
    """Load treaties, treaty actions and positions; repeating it changes nothing that a person corrected.

    A treaty whose facts nobody has looked up (it has no known-until day) waits for its first import.
    """
    treaties = [row for row in read_facts(FACTS, "treaties") if row["known_until"]]
    held = set(session.scalars(sa.select(Treaty.key)))
    loaded = load_rows(session, Treaty.key, treaties)
    for treaty in treaties:
        rows = read_facts(FACTS, f"actions_{treaty['key']}")
        loaded += load_rows(session, TreatyAction.key, rows, fresh=_news(now) if treaty["key"] in held else _history)
    return loaded + load_rows(session, Position.key, read_facts(FACTS, "positions"))


def _history(row: Mapping[str, str]) -> dict[str, Any]:
    """What was known before there was an instance counts as entered on its own day, and so is no news."""
    return {"entered_at": datetime.combine(date.fromisoformat(row["on"]), time(), UTC)}


def _news(now: datetime) -> Any:
    return lambda _row: {"entered_at": now}
