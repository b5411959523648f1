"""The words of what is asked of a State: the one ask of its step, and the asks beside it."""

from __future__ import annotations

from functools import cache

from crm.countries.procedure import Procedure
from crm.duties.state import Duty
from crm.languages import long_date, speaking
from crm.treaties.status import Standing
from crm.treaties.step import Step


@cache
def step_word(step: Step, language: str = "en") -> str:
    """The word for a step in a list."""
    _ = speaking(language).gettext
    return {
        Step.STAY: _("Stay"),
        Step.RETURN: _("Join again"),
        Step.SIGN: _("Sign"),
        Step.ACCEDE: _("Accede"),
        Step.RATIFY: _("Ratify"),
        Step.MEET_DUTY: _("Meet a duty"),
        Step.IMPLEMENT: _("Pass the law"),
        Step.PROMOTE: _("Promote"),
        Step.INTERIM_MEASURES: _("Interim measures"),
        Step.VOTE: _("Vote for the resolution"),
    }[step]


def ask_sentence(standing: Standing, procedure: Procedure = Procedure.NOT_KNOWN, language: str = "en") -> str:
    """Say the one thing to ask for: the coordinator's own text, else the words of the step and the procedure."""
    if standing.override:
        return standing.override
    if standing.step is Step.RATIFY:
        return _ratify(procedure, language)
    if standing.step is Step.STAY and standing.withdrawal_expected_on is not None:
        words = speaking(language).gettext(
            "Will the Government revoke its notification of withdrawal before it takes effect, which may be on %(day)s?"
        )
        return words % {"day": long_date(standing.withdrawal_expected_on, language)}
    if standing.step is Step.MEET_DUTY and standing.overdue is not None:
        return _meet(standing.overdue, language)
    return ask_words(standing.step, language)


def ask_words(step: Step, language: str = "en") -> str:
    """Say what a step asks for, whatever the country."""
    _ = speaking(language).gettext
    return {
        Step.STAY: _(
            "Reject the bill to withdraw, hold a hearing and publish the reasons: which alternatives were examined?"
        ),
        Step.RETURN: _("When will the Government join the Convention again, by accession?"),
        Step.SIGN: _("When will the Government sign the Convention?"),
        Step.ACCEDE: _("When will the Government accede to the Convention?"),
        Step.RATIFY: _ratify(Procedure.NOT_KNOWN, language),
        Step.MEET_DUTY: _(
            "When will the Government meet the duty that is overdue: destruction of stocks (Article 3), "
            "clearance (Article 4), reports (Article 7)?"
        ),
        Step.IMPLEMENT: _("When will the Government bring in the law that carries out the Convention (Article 9)?"),
        Step.PROMOTE: _(
            "Which States has the Government encouraged to join the Convention (Article 21), and what is its view "
            "on transit, foreign stocks, joint operations and investment?"
        ),
        Step.INTERIM_MEASURES: _(
            "Until it joins, will the Government ban export and production, and declare a moratorium on use?"
        ),
        Step.VOTE: _("Will the Government vote for this year's General Assembly resolution on the Convention?"),
    }[step]


def _ratify(procedure: Procedure, language: str) -> str:
    _ = speaking(language).gettext
    return {
        Procedure.LAW: _("When will the Government introduce the law that approves ratification?"),
        Procedure.LAID_BEFORE_PARLIAMENT: _(
            "When will the Government lay the Convention before Parliament, with the law that carries it out?"
        ),
        Procedure.ONE_CHAMBER: _("When will the Government ask the chamber for its consent to ratification?"),
        Procedure.REGIONAL: _(
            "When will the Government complete ratification, and which regional parliaments have still to approve it?"
        ),
        Procedure.EXECUTIVE: _("When will the Government deposit its instrument of ratification?"),
        Procedure.NOT_KNOWN: _(
            "When will the Government complete ratification, and what does it still need from Parliament?"
        ),
    }[procedure]


def _meet(duty: Duty, language: str) -> str:
    """Ask about the one duty that is overdue: the others are no reproach."""
    _ = speaking(language).gettext
    report = _("When will the Government submit the transparency report that is overdue (Article 7)?")
    return {
        Duty.DESTROY_STOCKPILES: _(
            "When will the Government complete the destruction of its stocks, which is overdue (Article 3)?"
        ),
        Duty.CLEAR_AREAS: _("When will the Government complete clearance, which is overdue (Article 4)?"),
    }.get(duty, report)
