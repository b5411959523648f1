"""The question a parliamentarian can use, by their country's step."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from crm.countries.models import Country
from crm.countries.procedure import Procedure
from crm.home.pages import ask_of
from crm.home.question import question
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.step import Step

MAIN = [step for step in Step if step not in {Step.INTERIM_MEASURES, Step.VOTE}]


@pytest.mark.parametrize("step", MAIN)
def test_every_step_has_a_question_of_its_own_that_holds_the_ask(step: Step) -> None:
    found = question(step, "When will it be?")
    assert found.title.startswith("Question: ")
    assert found.text.startswith("To the Minister for Foreign Affairs")
    assert "When will it be?" in found.text
    assert found.title != question(Step.VOTE, "").title


def test_titles_tell_the_steps_apart() -> None:
    assert len({question(step, "").title for step in MAIN}) == len(MAIN)


def _standing(step: Step) -> Standing:
    return Standing(
        iso2="KE",
        status=TreatyStatus.SIGNATORY,
        signed_on=date(2008, 12, 3),
        deposited_on=None,
        deposit_kind=None,
        in_force_on=None,
        withdrawal_notified_on=None,
        withdrawal_expected_on=None,
        withdrawal_effective_on=None,
        step=step,
    )


KENYA = Country(iso2="KE", name_en="Kenya", name_fr="Kenya", name_es="Kenya", procedure=Procedure.NOT_KNOWN)


def test_the_ask_says_where_the_country_stands_and_until_when_this_is_known() -> None:
    found = ask_of(KENYA, _standing(Step.RATIFY), date(2025, 9, 8), date(2026, 3, 2))
    assert found is not None
    assert found.status == "Kenya signed in 2008, has not ratified."
    assert found.as_known == "As known on 8 September 2025."
    begun = parse_qs(urlsplit(found.question_address).query)
    assert begun["state"] == ["planned"]
    assert begun["country"] == ["KE"]
    assert found.ask in begun["text"][0]


def test_without_a_country_or_facts_nothing_is_claimed() -> None:
    assert ask_of(None, None, date(2025, 9, 8), date(2026, 3, 2)) is None
    assert ask_of(KENYA, _standing(Step.RATIFY), None, date(2026, 3, 2)) is None
