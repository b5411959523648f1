"""How kinds, aims, roles and outcomes are said on screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.actions.models import ActionKind, ActionState, Evidence, OutcomeKind, ParticipantRole, Visibility
from crm.treaties.asking import step_word
from crm.treaties.step import Step
from crm.web.current import language
from crm.web.locales import said_once

KINDS: Mapping[ActionKind, Any] = {
    ActionKind.QUESTION: _l("Question"),
    ActionKind.MOTION: _l("Motion"),
    ActionKind.COMMITTEE: _l("Committee work"),
    ActionKind.BILL: _l("Bill"),
    ActionKind.DEBATE: _l("Debate"),
    ActionKind.LETTER: _l("Letter"),
    ActionKind.MEETING: _l("Meeting"),
    ActionKind.OTHER: _l("Something else"),
}
EVIDENCE: Mapping[Evidence, Any] = {
    Evidence.TOLD: _l("Told to us"),
    Evidence.SEEN: _l("Seen in the record"),
}
VISIBILITIES: Mapping[Visibility, Any] = {
    Visibility.PRIVATE: _l("Private"),
    Visibility.NETWORK: _l("The network"),
    Visibility.PUBLIC: _l("Public"),
}
WHO_SEES: Mapping[Visibility, Any] = {
    Visibility.PRIVATE: _l("Private: those who took part, the coordinator and staff"),
    Visibility.NETWORK: _l("The network: all friends, and the digest"),
    Visibility.PUBLIC: _l("Public: everybody"),
}
STATES: Mapping[ActionState, Any] = {
    ActionState.DONE: _l("Done"),
    ActionState.PLANNED: _l("Planned"),
    ActionState.DRAFT: _l("Draft, waiting for a look"),
}
ROLES: Mapping[ParticipantRole, Any] = {
    ParticipantRole.LEAD: _l("Lead"),
    ParticipantRole.CO_SPONSOR: _l("Co-sponsor"),
    ParticipantRole.SIGNATORY: _l("Signed"),
}
OUTCOMES: Mapping[OutcomeKind, Any] = {
    OutcomeKind.ANSWER: _l("Answer"),
    OutcomeKind.ADOPTED: _l("Adopted"),
    OutcomeKind.REJECTED: _l("Rejected"),
    OutcomeKind.LAPSED: _l("Lapsed"),
    OutcomeKind.COMMITMENT: _l("Commitment"),
    OutcomeKind.OTHER: _l("Something else"),
}


class AimWords(Mapping[Step, str]):
    """The words for aims, in the language of whoever reads."""

    def __getitem__(self, step: Step) -> str:
        """The word for one step."""
        return step_word(step, language())

    def __iter__(self) -> Any:
        """Every step."""
        return iter(Step)

    def __len__(self) -> int:
        """How many steps there are."""
        return len(Step)


AIMS = AimWords()


@said_once
def action_word(word: StrEnum) -> str:
    """Say a kind, state, role, outcome, aim, visibility or evidence on screen."""
    words: Mapping[type[StrEnum], Mapping[Any, Any]] = {
        ActionKind: KINDS,
        ActionState: STATES,
        Evidence: EVIDENCE,
        Visibility: VISIBILITIES,
        ParticipantRole: ROLES,
        OutcomeKind: OUTCOMES,
        Step: AIMS,
    }
    return str(words[type(word)][word])
