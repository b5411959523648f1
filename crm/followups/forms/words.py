"""How follow-ups are said on screen: kinds, states, needs, and one verb for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.followups.due import Delay, Due
from crm.followups.models import FollowUpKind, FollowUpState
from crm.followups.queries import Whose
from crm.followups.services import Need
from crm.web.locales import said_once

KINDS: Mapping[FollowUpKind, Any] = {
    FollowUpKind.PROMISE: _l("We promised"),
    FollowUpKind.REQUEST: _l("They asked"),
    FollowUpKind.DRAFT: _l("Draft to check"),
    FollowUpKind.ANSWER_DUE: _l("Answer overdue"),
    FollowUpKind.MANDATE: _l("Mandate to confirm"),
    FollowUpKind.BOUNCE: _l("Mail came back"),
    FollowUpKind.REPLY: _l("Reply"),
    FollowUpKind.JOIN: _l("Wants to join"),
    FollowUpKind.CHAMBER: _l("Unknown chamber"),
    FollowUpKind.STALLED_STEP: _l("Step at home"),
}
VERBS: Mapping[FollowUpKind, Any] = {
    FollowUpKind.PROMISE: _l("Do it"),
    FollowUpKind.REQUEST: _l("Answer"),
    FollowUpKind.DRAFT: _l("Check"),
    FollowUpKind.ANSWER_DUE: _l("Ask"),
    FollowUpKind.MANDATE: _l("Confirm"),
    FollowUpKind.BOUNCE: _l("Decide"),
    FollowUpKind.REPLY: _l("Read"),
    FollowUpKind.JOIN: _l("Welcome"),
    FollowUpKind.CHAMBER: _l("Merge"),
    FollowUpKind.STALLED_STEP: _l("Ask how it stands"),
}
STATES: Mapping[FollowUpState, Any] = {
    FollowUpState.OPEN: _l("Open"),
    FollowUpState.DONE: _l("Done"),
    FollowUpState.DROPPED: _l("Dropped"),
}
DUE: Mapping[Due, Any] = {
    Due.OVERDUE: _l("Overdue"),
    Due.TODAY: _l("Today and overdue"),
    Due.WEEK: _l("Within a week"),
    Due.LATER: _l("Later"),
}
WHOSE: Mapping[Whose, Any] = {
    Whose.MINE: _l("Mine and nobody's"),
    Whose.NOBODYS: _l("Nobody's"),
    Whose.ALL: _l("Everybody's"),
}
DELAYS: Mapping[Delay, Any] = {
    Delay.DAY: _l("Tomorrow"),
    Delay.WEEK: _l("In a week"),
    Delay.MONTH: _l("In a month"),
}
NEEDS: Mapping[Need, Any] = {
    Need.DRAFT: _l("A draft: a question, a motion, a speech"),
    Need.BRIEFING: _l("A briefing"),
    Need.SPEAKER: _l("A speaker"),
    Need.CONTACT: _l("A contact"),
    Need.OTHER: _l("Something else"),
}


@said_once
def follow_up_word(word: StrEnum) -> str:
    """Say a kind or state of a follow-up on screen."""
    words: Mapping[type[StrEnum], Mapping[Any, Any]] = {FollowUpKind: KINDS, FollowUpState: STATES}
    return str(words[type(word)][word])


@said_once
def follow_up_verb(kind: FollowUpKind) -> str:
    """Say in one verb what to do about it."""
    return str(VERBS[kind])


def needed(subject: str) -> str:
    """Say what was asked for, where a follow-up's subject tells it; else nothing."""
    scheme, _colon, need = subject.partition(":")
    known = scheme == "need" and need in set(Need)
    return str(NEEDS[Need(need)]) if known else ""
