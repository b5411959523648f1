"""Who sees to rows, in every feature, when a person is erased or an act undone: to import this registers them all."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from crm.actions.services import erasing as actions_erasing
from crm.actions.services import words as actions_words
from crm.digests.services import erasing as digests_erasing
from crm.digests.services import sending as digests_sending
from crm.followups.services import erasing as followups_erasing
from crm.joining.services import erasing as joining_erasing
from crm.letters.services import batching as letters_batching
from crm.letters.services import erasing as letters_erasing
from crm.members.services import erasing as members_erasing
from crm.members.services import wording as members_wording
from crm.preferences.services import erasing as preferences_erasing

KEEPERS: Sequence[ModuleType] = (
    actions_erasing,
    actions_words,
    digests_erasing,
    digests_sending,
    followups_erasing,
    joining_erasing,
    letters_batching,
    letters_erasing,
    members_erasing,
    members_wording,
    preferences_erasing,
)
"""What a process that did not import them would leave behind of somebody, or leave as it was before an undo."""
