"""What is said of a State's standing in the languages of readers, with names that no grammar has to bend."""

from __future__ import annotations

from datetime import date

import pytest

from crm.languages import LANGUAGES, SOURCE, speaking
from crm.treaties.acts import Act, TreatyActionKind
from crm.treaties.asking import ask_sentence, ask_words, step_word
from crm.treaties.rules import EntryIntoForce, Rules, Withdrawal
from crm.treaties.status import Standing, TreatyStatus, standing_on
from crm.treaties.step import Step
from crm.treaties.wording import act_word, status_sentence, status_word

KNOWN = date(2025, 9, 8)
RULES = Rules(
    opened_on=date(2008, 12, 3),
    signature_closes_on=date(2010, 8, 1),
    triggered_on=date(2010, 2, 16),
    in_force_on=date(2010, 8, 1),
    entry_into_force=EntryIntoForce.SIXTH_MONTH,
    withdrawal=Withdrawal.SIX_MONTHS,
)
SIGNED = Act(TreatyActionKind.SIGNATURE, date(2008, 12, 3))
ACCEDED = Act(TreatyActionKind.ACCESSION, date(2012, 6, 1))
OTHERS = [language for language in LANGUAGES if language != SOURCE]


def stands(*acts: Act) -> Standing:
    return standing_on("XX", RULES, acts, KNOWN)


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        ("fr", "Kenya", "Kenya\u00a0: signature le 3 décembre 2008\u00a0; pas de ratification."),
        ("es", "Kenya", "Kenya: firma el 3 de diciembre de 2008; sin ratificación."),
        ("ar", "كينيا", "كينيا: التوقيع في 3 كانون الأول/ديسمبر 2008، ولا تصديق."),
        ("ru", "Кения", "Кения: Конвенция подписана 3 декабря 2008 года, не ратифицирована."),
        ("zh", "肯尼亚", "肯尼亚于2008年12月3日签署，尚未批准。"),
    ],
)
def test_a_signatory_has_signed_and_not_ratified(language: str, name: str, sentence: str) -> None:
    assert status_sentence(name, stands(SIGNED), KNOWN, KNOWN, language) == sentence


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        ("fr", "Togo", "Togo\u00a0: État partie (adhésion le 1er juin 2012)."),
        ("es", "Togo", "Togo: Estado parte (adhesión el 1 de junio de 2012)."),
        ("ar", "توغو", "توغو: دولة طرف (الانضمام في 1 حزيران/يونيه 2012)."),
        ("ru", "Того", "Того: государство-участник (присоединение 1 июня 2012 года)."),
        ("zh", "多哥", "多哥为缔约国：于2012年6月1日加入。"),
    ],
)
def test_a_state_party_is_one_since_its_deposit(language: str, name: str, sentence: str) -> None:
    assert status_sentence(name, stands(ACCEDED), KNOWN, KNOWN, language) == sentence


@pytest.mark.parametrize("language", OTHERS)
def test_the_word_of_each_status_act_and_step_is_not_the_english_one(language: str) -> None:
    for words, of in ((status_word, TreatyStatus), (act_word, TreatyActionKind), (step_word, Step), (ask_words, Step)):
        said = {each: words(each, language) for each in of}  # type: ignore[operator]
        assert len(set(said.values())) == len(said)
        alike = {each for each in of if said[each] == words(each, "en")}  # type: ignore[operator]
        assert alike <= {TreatyActionKind.SIGNATURE, TreatyActionKind.RATIFICATION, TreatyActionKind.SUCCESSION}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fr", "Convention sur les armes à sous-munitions"),
        ("es", "Convención sobre Municiones en Racimo"),
        ("ar", "اتفاقية الذخائر العنقودية"),
        ("ru", "Конвенция по кассетным боеприпасам"),
        ("zh", "《集束弹药公约》"),
    ],
)
def test_the_convention_has_its_official_name(language: str, name: str) -> None:
    assert name in speaking(language).gettext("Question: the Convention on Cluster Munitions")


@pytest.mark.parametrize("language", OTHERS)
def test_a_question_is_a_question(language: str) -> None:
    assert ask_sentence(stands(SIGNED), language=language)[-1] in "?？؟"
