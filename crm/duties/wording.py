"""The words of duties: what is known as a sentence, and what is not known as a question."""

from __future__ import annotations

from functools import cache

from crm.duties.state import Duty, DutyStanding, DutyState, FactKind
from crm.languages import long_date, speaking


@cache
def duty_word(duty: Duty, language: str = "en") -> str:
    """The name of a duty with its article."""
    _ = speaking(language).gettext
    return {
        Duty.DESTROY_STOCKPILES: _("Destroy stockpiles (Article 3)"),
        Duty.CLEAR_AREAS: _("Clear contaminated areas (Article 4)"),
        Duty.INITIAL_REPORT: _("Initial transparency report (Article 7)"),
        Duty.YEARLY_REPORT: _("Yearly transparency report (Article 7)"),
        Duty.IMPLEMENTING_LAW: _("Implementing measures (Article 9)"),
    }[duty]


@cache
def fact_word(kind: FactKind, language: str = "en") -> str:
    """What a source says of a duty."""
    _ = speaking(language).gettext
    return {
        FactKind.APPLIES: _("Applies"),
        FactKind.DONE: _("Done"),
        FactKind.NOT_DONE: _("Not done"),
        FactKind.EXTENDED: _("Extended"),
        FactKind.NOT_APPLICABLE: _("Declared not applicable"),
        FactKind.SPECIFIC_LAW: _("A specific law"),
        FactKind.EXISTING_LAW: _("Existing law said to suffice"),
        FactKind.IN_PREPARATION: _("In preparation"),
        FactKind.NO_LAW: _("None"),
    }[kind]


@cache
def duty_state_word(state: DutyState, language: str = "en") -> str:
    """The word for a duty's state in a list."""
    _ = speaking(language).gettext
    return {
        DutyState.NOT_KNOWN: _("Not known"),
        DutyState.APPLIES: _("Applies"),
        DutyState.EXTENDED: _("Extended"),
        DutyState.DONE: _("Done"),
        DutyState.NOT_APPLICABLE: _("Not applicable"),
    }[state]


def duty_sentence(standing: DutyStanding, language: str = "en") -> str:
    """Say where a duty stands in few words; "overdue" only where two sourced facts say so."""
    _ = speaking(language).gettext
    due = long_date(standing.due_on, language) if standing.due_on else ""
    fact = standing.decided_by
    if fact is None:
        if not due or standing.duty in {Duty.DESTROY_STOCKPILES, Duty.CLEAR_AREAS}:
            return _("Not known.")
        return _("Not known; by the treaty's rule it is of %(day)s.") % {"day": due}
    day = long_date(fact.on, language)
    if standing.is_overdue:
        words = _("Overdue since %(due)s: not done by %(day)s.")
    elif standing.state is DutyState.EXTENDED:
        words = _("Extended to %(due)s.")
    elif standing.duty is Duty.IMPLEMENTING_LAW:
        return _("%(fact)s, %(day)s.") % {"fact": fact_word(fact.kind, language), "day": day}
    elif standing.state is DutyState.DONE:
        words = _("Done on %(day)s.")
    elif standing.state is DutyState.NOT_APPLICABLE:
        words = _("Declared not applicable on %(day)s.")
    elif fact.kind is FactKind.NOT_DONE:
        words = _("Not done by %(day)s, due %(due)s.")
    else:
        words = _("Applies, due %(due)s.")
    return words % {"due": due, "day": day}


def duty_question(standing: DutyStanding, language: str = "en") -> str:
    """What to ask where it is not known whether a duty was met; nothing where it is."""
    if standing.state is not DutyState.NOT_KNOWN:
        return ""
    _ = speaking(language).gettext
    due = long_date(standing.due_on, language) if standing.due_on else ""
    words = {
        Duty.DESTROY_STOCKPILES: _("Has the Government stocks to destroy, and when will they be destroyed?"),
        Duty.CLEAR_AREAS: _("Are there contaminated areas to clear, and when will they be cleared?"),
        Duty.INITIAL_REPORT: _("Has the Government submitted the initial transparency report?"),
        Duty.YEARLY_REPORT: _("Has the Government submitted the transparency report of %(day)s?")
        if due
        else _("When will the Government submit its next transparency report?"),
        Duty.IMPLEMENTING_LAW: _("By which law or other measures does the Government carry out the Convention?"),
    }[standing.duty]
    return words % {"day": due} if "%(day)s" in words else words
