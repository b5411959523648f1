"""The words of what is asked of a State."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm.countries.procedure import Procedure
from crm.duties.state import Duty
from crm.treaties.asking import ask_sentence, ask_words, step_word
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.step import Step

SIGNATORY = Standing(
    iso2="KE",
    status=TreatyStatus.SIGNATORY,
    signed_on=date(2008, 12, 3),
    deposited_on=None,
    deposit_kind=None,
    in_force_on=None,
    withdrawal_notified_on=None,
    withdrawal_expected_on=None,
    withdrawal_effective_on=None,
    step=Step.RATIFY,
)


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_word_and_an_ask(step: Step) -> None:
    assert step_word(step)
    assert ask_words(step).endswith("?")


def test_the_ask_follows_the_countrys_procedure() -> None:
    asks = {ask_sentence(SIGNATORY, procedure) for procedure in Procedure}
    assert len(asks) == len(Procedure)


def test_where_the_procedure_is_not_known_the_ask_is_neutral() -> None:
    assert ask_sentence(SIGNATORY) == (
        "When will the Government complete ratification, and what does it still need from Parliament?"
    )


def test_the_coordinators_own_text_takes_the_place_of_the_ask() -> None:
    assert ask_sentence(replace(SIGNATORY, override="Ask for the date of the debate.")) == (
        "Ask for the date of the debate."
    )


def test_a_notified_withdrawal_is_to_be_revoked_before_its_day() -> None:
    leaving = replace(
        SIGNATORY,
        status=TreatyStatus.STATE_PARTY,
        step=Step.STAY,
        withdrawal_notified_on=date(2024, 9, 6),
        withdrawal_expected_on=date(2025, 3, 6),
    )
    assert "revoke" in ask_sentence(leaving)
    assert "6 March 2025" in ask_sentence(leaving)
    assert "bill" in ask_sentence(replace(leaving, withdrawal_expected_on=None, withdrawal_notified_on=None))


@pytest.mark.parametrize(
    ("duty", "asked"),
    [
        (Duty.DESTROY_STOCKPILES, "destruction of its stocks, which is overdue (Article 3)"),
        (Duty.CLEAR_AREAS, "clearance, which is overdue (Article 4)"),
        (Duty.YEARLY_REPORT, "transparency report that is overdue (Article 7)"),
    ],
)
def test_only_the_duty_that_is_overdue_is_asked_about(duty: Duty, asked: str) -> None:
    party = replace(SIGNATORY, status=TreatyStatus.STATE_PARTY, step=Step.MEET_DUTY, overdue=duty)
    assert asked in ask_sentence(party)
    assert ask_sentence(party).count("Article") == 1
