"""How a State's consent to be bound comes about at home; it words what is asked."""

from __future__ import annotations

from enum import StrEnum

from crm.languages import speaking


class Procedure(StrEnum):
    """Who has to act at home before a State can ratify."""

    LAW = "law"
    LAID_BEFORE_PARLIAMENT = "laid_before_parliament"
    ONE_CHAMBER = "one_chamber"
    REGIONAL = "regional"
    EXECUTIVE = "executive"
    NOT_KNOWN = "not_known"


def procedure_word(procedure: Procedure, language: str = "en") -> str:
    """How ratification is done at home, in words."""
    _ = speaking(language).gettext
    return {
        Procedure.LAW: _("Parliament approves by law"),
        Procedure.LAID_BEFORE_PARLIAMENT: _("Laid before parliament, with an enabling law"),
        Procedure.ONE_CHAMBER: _("One chamber consents"),
        Procedure.REGIONAL: _("Regions act besides"),
        Procedure.EXECUTIVE: _("An act of the executive"),
        Procedure.NOT_KNOWN: _("Not known"),
    }[procedure]
