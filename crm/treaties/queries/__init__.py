"""Everything we ask about treaties, what States did about them, and where they stand."""

from crm.treaties.queries.records import (
    actions_of,
    get_treaty,
    known_until,
    latest_actions,
    list_treaties,
    movers,
    positions_of,
    positions_waiting,
    treaty_actions_between,
)
from crm.treaties.queries.standings import (
    acts_under,
    counts,
    standing_of,
    standings,
    standings_and_acts,
    standings_under,
)

__all__ = [
    "actions_of",
    "acts_under",
    "counts",
    "get_treaty",
    "known_until",
    "latest_actions",
    "list_treaties",
    "movers",
    "positions_of",
    "positions_waiting",
    "standing_of",
    "standings",
    "standings_and_acts",
    "standings_under",
    "treaty_actions_between",
]
