"""What is said about a State's standing."""

from __future__ import annotations

from datetime import date

import pytest

from crm.treaties.acts import Act, TreatyActionKind
from crm.treaties.rules import EntryIntoForce, Rules, Withdrawal
from crm.treaties.status import Counts, Known, Standing, TreatyStatus, standing_on
from crm.treaties.wording import act_word, press_sentence, status_heading, status_line, status_sentence, status_word

Kind = TreatyActionKind
KNOWN = date(2025, 9, 8)
RULES = Rules(
    opened_on=date(2008, 12, 3),
    signature_closes_on=date(2010, 8, 1),
    triggered_on=date(2010, 2, 16),
    in_force_on=date(2010, 8, 1),
    entry_into_force=EntryIntoForce.SIXTH_MONTH,
    withdrawal=Withdrawal.SIX_MONTHS,
)


def stands(on: date, *acts: Act) -> Standing:
    return standing_on("XX", RULES, acts, on)


def said(name: str, on: date, *acts: Act) -> str:
    return status_sentence(name, stands(on, *acts), on, KNOWN)


def test_a_signatory_signed_and_has_not_ratified() -> None:
    act = Act(Kind.SIGNATURE, date(2008, 12, 3))
    assert said("Kenya", date(2025, 1, 1), act) == "Kenya signed on 3 December 2008 and has not ratified."
    assert status_line("Kenya", stands(KNOWN, act)) == "Kenya signed in 2008, has not ratified."


def test_after_the_facts_were_last_looked_up_every_sentence_says_so() -> None:
    assert said("Finland", date(2026, 1, 1)) == (
        "As known on 8 September 2025: Finland has neither signed nor acceded."
    )


def test_an_act_recorded_since_the_last_look_is_told_as_of_its_own_day() -> None:
    act = Act(Kind.RATIFICATION, date(2026, 5, 4))
    assert said("Kenya", date(2026, 6, 1), act).startswith("As known on 4 May 2026: Kenya is a State Party")
    assert said("Kenya", date(2026, 5, 4), act).startswith("Kenya is a State Party: it ratified on 4 May 2026.")


def test_a_name_with_an_article_opens_the_sentence_with_a_capital() -> None:
    act = Act(Kind.ACCEPTANCE, date(2011, 2, 23))
    assert said("the Netherlands", KNOWN, act) == ("The Netherlands is a State Party: it accepted on 23 February 2011.")


def test_a_party_for_which_the_convention_is_not_yet_in_force_is_said_to_be_that() -> None:
    act = Act(Kind.ACCESSION, date(2025, 9, 5))
    assert said("Vanuatu", KNOWN, act) == (
        "Vanuatu is a State Party: it acceded on 5 September 2025. "
        "The Convention is not yet in force for it: it will be from 1 March 2026."
    )


def test_a_party_about_to_leave_is_said_to_be_one() -> None:
    acts = Act(Kind.RATIFICATION, date(2011, 3, 24)), Act(Kind.WITHDRAWAL_NOTIFIED, date(2024, 9, 6))
    assert said("Lithuania", date(2025, 3, 5), *acts).endswith(
        "It notified its withdrawal on 6 September 2024, expected to take effect on 6 March 2025 at the earliest."
    )


def test_an_expected_day_that_has_passed_is_said_as_something_to_look_up() -> None:
    acts = Act(Kind.RATIFICATION, date(2011, 3, 24)), Act(Kind.WITHDRAWAL_NOTIFIED, date(2024, 9, 6))
    assert said("Lithuania", date(2025, 4, 1), *acts).endswith("effect since 6 March 2025: to be looked up.")


def test_a_state_that_withdrew_is_said_to_have_done_so() -> None:
    acts = Act(Kind.RATIFICATION, date(2011, 3, 24)), Act(Kind.WITHDRAWAL_EFFECTIVE, date(2025, 3, 6))
    assert said("Lithuania", KNOWN, *acts) == "Lithuania withdrew; the withdrawal took effect on 6 March 2025."
    assert status_line("Lithuania", stands(KNOWN, *acts)) == "Lithuania withdrew in 2025."


LOOKED = Known(KNOWN, KNOWN)
COUNTS = Counts(state_party=112, signatory=12, not_joined=72, withdrawn=1, ever_signed=108, ever_joined=113)


def test_the_numbers_for_the_press_are_one_sentence_with_day_and_source() -> None:
    sentence = press_sentence("Convention on Cluster Munitions", COUNTS, date(2026, 11, 23), LOOKED, "UNTC")
    assert sentence == (
        "Convention on Cluster Munitions as known on 8 September 2025: 112 States Parties, "
        "12 signatories (have not ratified), 72 non-signatories (have neither signed nor acceded) and "
        "1 State that withdrew. Source: UNTC."
    )


def test_the_numbers_of_a_known_day_carry_that_day() -> None:
    assert press_sentence("The Convention", COUNTS, date(2010, 8, 1), LOOKED, "UNTC").startswith(
        "The Convention on 1 August 2010: "
    )


def test_numbers_that_rest_on_an_act_recorded_since_say_when_all_states_were_last_looked_up() -> None:
    known = Known(KNOWN, date(2026, 5, 4))
    assert "as known on 4 May 2026 (all States last looked up on 8 September 2025): " in press_sentence(
        "The Convention", COUNTS, date(2026, 11, 23), known, "UNTC"
    )
    assert press_sentence("The Convention", COUNTS, KNOWN, known, "UNTC").startswith(
        "The Convention on 8 September 2025: "
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "xx"])
def test_every_status_and_act_has_a_word_in_any_language(language: str) -> None:
    assert all(status_word(status, language) and status_heading(status, language) for status in TreatyStatus)
    assert all(act_word(kind, language) for kind in Kind)


def test_joined_is_never_said() -> None:
    assert not any("joined" in (status_word(status) + status_heading(status)).lower() for status in TreatyStatus)
