"""The words for steps at home, in a reader's language."""

from __future__ import annotations

from functools import cache

from crm.languages import known_date, speaking
from crm.milestones.kinds import MilestoneKind, MilestoneState, Tie
from crm.partial_date import PartialDate


@cache
def milestone_word(kind: MilestoneKind, language: str = "en") -> str:
    """The word for a step at home."""
    _ = speaking(language).gettext
    return {
        MilestoneKind.GOVERNMENT_DECISION: _("Government decision"),
        MilestoneKind.BILL_TABLED: _("Bill tabled"),
        MilestoneKind.COMMITTEE: _("In committee"),
        MilestoneKind.CHAMBER_VOTE: _("Vote of a chamber"),
        MilestoneKind.HEAD_OF_STATE: _("Head of State"),
        MilestoneKind.INSTRUMENT_DEPOSITED: _("Instrument deposited"),
        MilestoneKind.WITHDRAWAL_DEBATED: _("Withdrawal debated"),
        MilestoneKind.WITHDRAWAL_TABLED: _("Bill to withdraw tabled"),
        MilestoneKind.WITHDRAWAL_APPROVED: _("Withdrawal approved"),
        MilestoneKind.WITHDRAWAL_NOTIFIED: _("Withdrawal notified"),
    }[kind]


@cache
def milestone_state_word(state: MilestoneState, language: str = "en") -> str:
    """The word for how far a step came."""
    _ = speaking(language).gettext
    return {
        MilestoneState.EXPECTED: _("Expected"),
        MilestoneState.UNDER_WAY: _("Under way"),
        MilestoneState.DONE: _("Done"),
        MilestoneState.REJECTED: _("Rejected or failed"),
        MilestoneState.DROPPED: _("Dropped"),
    }[state]


@cache
def tie_word(tie: Tie, language: str = "en") -> str:
    """The word for how an action is tied to a step; none of them says that it caused it."""
    _ = speaking(language).gettext
    return {
        Tie.PRECEDED: _("preceded it"),
        Tie.CITED_IN: _("is cited in it"),
        Tie.COMMITTED: _("brought a commitment to it"),
        Tie.LED_TO: _("contributed to it"),
    }[tie]


def milestone_line(
    kind: MilestoneKind,
    state: MilestoneState,
    on: PartialDate | None,
    ended_on: PartialDate | None,
    language: str = "en",
) -> str:
    """Say a step in one line: what, how far, when."""
    _ = speaking(language).gettext
    day = ended_on or on
    words = _("%(step)s: %(state)s") if day is None else _("%(step)s: %(state)s, %(day)s")
    return words % {
        "step": milestone_word(kind, language),
        "state": milestone_state_word(state, language).lower(),
        "day": known_date(day, language) if day else "",
    }


@cache
def _sentence(kind: MilestoneKind, language: str = "en") -> str:
    """Say what was done in a country, for a digest; `{country}` and `{day}` stand for both."""
    _ = speaking(language).gettext
    return {
        MilestoneKind.GOVERNMENT_DECISION: _("{country}: the Government decided on it ({day})."),
        MilestoneKind.BILL_TABLED: _("{country}: the bill was tabled ({day})."),
        MilestoneKind.COMMITTEE: _("{country}: the committee is done with it ({day})."),
        MilestoneKind.CHAMBER_VOTE: _("{country}: a chamber voted for it ({day})."),
        MilestoneKind.HEAD_OF_STATE: _("{country}: the Head of State signed it ({day})."),
        MilestoneKind.INSTRUMENT_DEPOSITED: _("{country}: the instrument was deposited ({day})."),
        MilestoneKind.WITHDRAWAL_DEBATED: _("{country}: a withdrawal was debated ({day})."),
        MilestoneKind.WITHDRAWAL_TABLED: _("{country}: a bill to withdraw was tabled ({day})."),
        MilestoneKind.WITHDRAWAL_APPROVED: _("{country}: the withdrawal was approved at home ({day})."),
        MilestoneKind.WITHDRAWAL_NOTIFIED: _("{country}: the withdrawal was notified ({day})."),
    }[kind]


def milestone_news(kind: MilestoneKind, country: str, day: str, language: str = "en") -> str:
    """Say in a digest what was done in a country, and when."""
    return _sentence(kind, language).replace("{country}", country).replace("{day}", day)


@cache
def stay_asks(*, notified: bool, language: str = "en") -> tuple[str, ...]:
    """What to ask of a State that is about to leave, one by one."""
    _ = speaking(language).gettext
    first = (
        _("Will the Government revoke the notification before it takes effect?")
        if notified
        else _("Will Parliament reject the bill to withdraw?")
    )
    return (
        first,
        _("Will the committee hold a hearing, with survivors, the military and humanitarian organisations?"),
        _("Will the Government publish its reasons?"),
        _("Which alternatives to the weapon, and to withdrawal, were examined?"),
    )
