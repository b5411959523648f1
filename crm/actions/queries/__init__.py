"""Everything we ask about actions."""

from crm.actions.queries.filtering import ORDERS, ActionFilter, actions, count_actions
from crm.actions.queries.records import (
    ActionRecord,
    Participant,
    chambers_of_action,
    find_action,
    get_action,
    may_edit,
    outcomes_of,
    participants_of,
)
from crm.actions.queries.summaries import (
    actions_between,
    actions_in_country,
    actions_of_member,
    dated_in_country,
    done_in_country,
    tally,
)
from crm.actions.queries.visibility import OPEN, visible_to

__all__ = [
    "OPEN",
    "ORDERS",
    "ActionFilter",
    "ActionRecord",
    "Participant",
    "actions",
    "actions_between",
    "actions_in_country",
    "actions_of_member",
    "chambers_of_action",
    "count_actions",
    "dated_in_country",
    "done_in_country",
    "find_action",
    "get_action",
    "may_edit",
    "outcomes_of",
    "participants_of",
    "tally",
    "visible_to",
]
