"""The words of votes."""

from __future__ import annotations

from functools import cache

from crm.languages import speaking
from crm.votes.models import Choice


@cache
def vote_word(choice: Choice, language: str = "en") -> str:
    """How a State voted."""
    _ = speaking(language).gettext
    return {
        Choice.YES: _("Yes"),
        Choice.NO: _("No"),
        Choice.ABSTAINED: _("Abstained"),
        Choice.ABSENT: _("Absent"),
    }[choice]
