"""Everything we ask about follow-ups."""

from crm.followups.queries.lists import (
    ORDERS,
    FollowUpFilter,
    FollowUpRow,
    Whose,
    follow_ups,
    follow_ups_of_action,
    follow_ups_of_member,
    today,
)
from crm.followups.queries.numbers import Numbers, numbers
from crm.followups.queries.records import answers_due_in, find_follow_up, get_follow_up, requests_of, subjects_waiting

__all__ = [
    "ORDERS",
    "FollowUpFilter",
    "FollowUpRow",
    "Numbers",
    "Whose",
    "answers_due_in",
    "find_follow_up",
    "follow_ups",
    "follow_ups_of_action",
    "follow_ups_of_member",
    "get_follow_up",
    "numbers",
    "requests_of",
    "subjects_waiting",
    "today",
]
