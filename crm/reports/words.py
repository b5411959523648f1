"""The words of a report's tables."""

from __future__ import annotations

from flask_babel import gettext as _

from crm.actions.models import ActionKind, Evidence, OutcomeKind
from crm.treaties.asking import step_word
from crm.treaties.step import Step


def kind_word(kind: str | None) -> str:
    """The word for a kind of action, in the plural."""
    words: dict[str, str] = {
        ActionKind.QUESTION: _("Questions"),
        ActionKind.MOTION: _("Motions"),
        ActionKind.COMMITTEE: _("Committee work"),
        ActionKind.BILL: _("Bills"),
        ActionKind.DEBATE: _("Debates"),
        ActionKind.LETTER: _("Letters"),
        ActionKind.MEETING: _("Meetings"),
        ActionKind.OTHER: _("Other"),
    }
    return words[kind] if kind else str(_("Not known"))


def aim_word(aim: str | None) -> str:
    """The word for what an action aimed at; nothing where it is not known."""
    return "" if aim is None else step_word(Step(aim))


def outcome_word(kind: OutcomeKind) -> str:
    """The word for what came of actions, in the plural."""
    words: dict[OutcomeKind, str] = {
        OutcomeKind.ANSWER: _("Answers"),
        OutcomeKind.ADOPTED: _("Adopted"),
        OutcomeKind.REJECTED: _("Rejected"),
        OutcomeKind.LAPSED: _("Lapsed"),
        OutcomeKind.COMMITMENT: _("Commitments"),
        OutcomeKind.OTHER: _("Other"),
    }
    return words[kind]


def evidence_heading(evidence: Evidence) -> str:
    """The heading over how we know."""
    return str(_("Told to us") if evidence is Evidence.TOLD else _("Seen in the record"))
