"""The words for meetings, Governments and delegates on screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from crm.languages import speaking
from crm.meetings.models import Attendance, DelegateState


def kind_words(language: str = "en") -> Mapping[str, str]:
    """The kinds of meetings people travel to."""
    _ = speaking(language).gettext
    return {
        "msp": _("Meeting of States Parties"),
        "review_conference": _("Review Conference"),
        "preparatory": _("Preparatory meeting"),
        "oslo_process": _("Conference of the Oslo Process"),
        "other": _("Workshop or other meeting"),
    }


def sureness_words(language: str = "en") -> Mapping[str, str]:
    """How sure we are that a meeting is held as written."""
    _ = speaking(language).gettext
    return {"verified": _("Verified"), "partly": _("Verified in part"), "unverified": _("Not verified")}


def meeting_word(word: StrEnum, language: str = "en") -> str:
    """The word for whether a Government or one of our people goes."""
    _ = speaking(language).gettext
    return {
        Attendance.REGISTERED: _("Registered"),
        Attendance.NOT_REGISTERED: _("Not registered"),
        DelegateState.INVITED: _("Invited"),
        DelegateState.COMING: _("Coming"),
        DelegateState.CAME: _("Came"),
        DelegateState.NOT_COMING: _("Not coming"),
    }[word]
