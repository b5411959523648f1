"""Every step, way of ratifying and language of the invitation, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from crm.countries.procedure import Procedure
from crm.languages import long_date
from crm.letters.content import blocks_of, to_text
from crm.letters.facts import Day, Links, Names, Person, Place, Sender, fields_of, variant_of
from crm.letters.kinds import LetterKind
from crm.letters.merge import merge
from crm.letters.shipped import LANGUAGES, shipped_texts
from crm.treaties.acts import TreatyActionKind
from crm.treaties.status import Counts, Known, Standing, TreatyStatus
from crm.treaties.step import MAIN, Step

DAY = Day(
    date(2025, 9, 1), Counts(112, 12, 72, 1, 108, 113), date(2010, 8, 1), Known(date(2025, 9, 8), date(2025, 9, 8))
)
LATER = replace(DAY, on=date(2026, 6, 1), known=Known(date(2025, 9, 8), date(2026, 5, 4)))
"""Nobody has looked for months; an act of another State was recorded since."""
TEXTS = {(text.kind, text.language): text.body for text in shipped_texts()}
STATUS = {
    Step.SIGN: TreatyStatus.NOT_JOINED,
    Step.ACCEDE: TreatyStatus.NOT_JOINED,
    Step.RATIFY: TreatyStatus.SIGNATORY,
    Step.RETURN: TreatyStatus.WITHDRAWN,
}


def at(step: Step, *, notified: bool = False, asks: tuple[Step, ...] = (), override: str = "") -> Standing:
    status = STATUS.get(step, TreatyStatus.STATE_PARTY)
    party = status is TreatyStatus.STATE_PARTY
    return Standing(
        iso2="KE",
        status=status,
        signed_on=date(2008, 12, 3) if status is not TreatyStatus.NOT_JOINED else None,
        deposited_on=date(2024, 5, 7) if party or step is Step.RETURN else None,
        deposit_kind=TreatyActionKind.RATIFICATION if party else None,
        in_force_on=date(2025, 11, 1) if party else None,
        withdrawal_notified_on=date(2025, 8, 2) if notified else None,
        withdrawal_expected_on=date(2026, 2, 2) if notified else None,
        withdrawal_effective_on=date(2025, 3, 6) if step is Step.RETURN else None,
        step=step,
        second_asks=asks,
        override=override,
    )


def said(
    standing: Standing, language: str, procedure: Procedure = Procedure.NOT_KNOWN, day: Day = DAY, **person: str
) -> str:
    fields = fields_of(
        Person(1, "Ada Otieno", chamber="National Assembly", **person),  # type: ignore[arg-type]  # texts only
        Place(Names("Kenya", "Kenya"), standing, procedure),
        day,
        Sender("Coalition", "Robin", "Director", "a@coalition.example"),
        Links("https://friends.example", "token"),
        language,
        reference="PF-2345-6789",
    )
    return to_text(blocks_of(merge(TEXTS[LetterKind.INVITATION, language], fields)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_steps_and_ways_of_ratifying_ask_in_the_same_words(language: str) -> None:
    letters = {step: said(at(step), language) for step in MAIN}
    letters |= {("stay", "notified"): said(at(Step.STAY, notified=True), language)}  # type: ignore[dict-item]  # a key
    bold = {key: text.split("\n\n") for key, text in letters.items()}
    asks = {key: tuple(part for part in parts if part not in bold[Step.PROMOTE]) for key, parts in bold.items()}
    del asks[Step.PROMOTE]
    assert len(set(asks.values())) == len(asks)
    assert all(asks.values())
    ways = {procedure: said(at(Step.RATIFY), language, procedure) for procedure in Procedure}
    assert len(set(ways.values())) == len(Procedure)


@pytest.mark.parametrize(("language", "step"), list(product(LANGUAGES, MAIN)))
def test_three_means_fit_each_step_each_with_its_model_text(language: str, step: Step) -> None:
    text = said(at(step), language)
    for kind in ("written_question", "motion", "committee_request"):
        assert f"kind={kind}&step={step.value}&language={language}" in text
    assert "export_ban" not in text
    assert "step=interim_measures" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_second_asks_stand_only_where_they_are_asked(language: str) -> None:
    text = said(at(Step.ACCEDE, asks=(Step.INTERIM_MEASURES, Step.VOTE)), language)
    assert "step=interim_measures" in text
    without = said(at(Step.ACCEDE), language)
    assert len(text.split("\n- ")) == len(without.split("\n- ")) + 2
    assert variant_of(at(Step.ACCEDE, asks=(Step.VOTE,))) == "accede+vote"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coordinators_own_words_take_the_place_of_the_ask(language: str) -> None:
    text = said(at(Step.RATIFY, override="Ask {{ for }} *this*."), language)
    assert "Ask {{ for }} *this*." in text
    plain = said(at(Step.RATIFY), language)
    assert len(text.split("\n\n")) == len(plain.split("\n\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_party_for_which_it_is_not_in_force_yet_is_told_from_when(language: str) -> None:
    assert long_date(date(2025, 11, 1), language) in said(at(Step.PROMOTE), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_act_of_another_state_makes_ones_own_country_no_better_known(language: str) -> None:
    letter = said(at(Step.RATIFY), language, day=LATER)
    looked, told = (long_date(day, language) for day in (LATER.known.looked, LATER.known.told))
    assert letter.count(told) == 1
    assert letter.count(looked) == 1
    assert letter.index(told) < letter.index(looked)
