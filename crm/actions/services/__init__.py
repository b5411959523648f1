"""Everything we do with actions."""

from crm.actions.services.drafts import ActionDraft, OutcomeDraft, Part
from crm.actions.services.erasing import erase_from_actions
from crm.actions.services.outcomes import record_outcome
from crm.actions.services.recording import NotAllowedError, accept_draft, edit_action, record_action, withdraw
from crm.actions.services.words import index_words

__all__ = [
    "ActionDraft",
    "NotAllowedError",
    "OutcomeDraft",
    "Part",
    "accept_draft",
    "edit_action",
    "erase_from_actions",
    "index_words",
    "record_action",
    "record_outcome",
    "withdraw",
]
