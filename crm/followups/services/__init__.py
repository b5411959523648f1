"""Everything we do with follow-ups."""

from crm.followups.services.answers import open_answers_due, see_to_answer
from crm.followups.services.changing import close, edit_follow_up, hand_over, reopen, snooze
from crm.followups.services.erasing import erase_from_follow_ups
from crm.followups.services.errors import NotAllowedError
from crm.followups.services.handing_over import hand_over_all
from crm.followups.services.opening import Need, Promise, open_follow_up, request_help
from crm.followups.services.steps import open_stalled, see_to_step

__all__ = [
    "Need",
    "NotAllowedError",
    "Promise",
    "close",
    "edit_follow_up",
    "erase_from_follow_ups",
    "hand_over",
    "hand_over_all",
    "open_answers_due",
    "open_follow_up",
    "open_stalled",
    "reopen",
    "request_help",
    "see_to_answer",
    "see_to_step",
    "snooze",
]
