"""Every State, every letter, every language, on days that matter: nothing empty, no wrong ask, the day's numbers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.languages import long_date
from crm.letters.content import blocks_of, to_text
from crm.letters.facts import Person
from crm.letters.kinds import Channel, LetterKind
from crm.letters.models import LetterBatch
from crm.letters.plan import Planned, Trouble
from crm.letters.queries.outlook import Setting, planned, setting_of
from crm.letters.queries.recipients import Recipient
from crm.letters.shipped import LANGUAGES, NAMES
from crm.mail.models import AddressState
from crm.members.models import Stage
from crm.partial_date import PartialDate
from crm.treaties.cli import commands
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.step import Step
from tests.support.posting import BASE_URL, open_post

DAYS = (date(2008, 12, 3), date(2009, 8, 31), date(2010, 8, 1), date(2025, 3, 5), date(2025, 9, 1), date(2026, 11, 2))
IN_FORCE_ON = date(2010, 8, 1)
ASKS: Mapping[str, Mapping[Step, str]] = {
    "en": {
        Step.SIGN: "sign the Convention while it is open",
        Step.ACCEDE: "to accede to the Convention",
        Step.RATIFY: "complete ratification, and to find out",
        Step.PROMOTE: "help the Convention grow",
        Step.STAY: "for your country to stay",
        Step.RETURN: "join the Convention again",
    },
    "fr": {
        Step.SIGN: "signer la Convention tant qu",
        Step.ACCEDE: "à adhérer à la Convention",
        Step.RATIFY: "achever la ratification, et de vérifier",
        Step.PROMOTE: "aider la Convention à grandir",
        Step.STAY: "pour que votre pays reste",
        Step.RETURN: "revenir dans la Convention",
    },
    "es": {
        Step.SIGN: "firmar la Convención mientras",
        Step.ACCEDE: "a adherirse a la Convención",
        Step.RATIFY: "completar la ratificación, y que averigüe",
        Step.PROMOTE: "ayude a la Convención a crecer",
        Step.STAY: "para que su país permanezca",
        Step.RETURN: "volver a la Convención, lo que",
    },
}
"""Words of the one ask of each step: each letter holds its own and none of the others."""


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def states(app_session: Session, now: datetime) -> Sequence[str]:
    """The code of every State, in a network that can write letters."""
    open_post(app_session, now, facts=False)
    app_session.commit()
    return app_session.scalars(sa.select(Country.iso2).order_by(Country.iso2)).all()


def letters_on(session: Session, key: str, on: date, today: date) -> Setting:
    batch = LetterBatch(dated_on=on, channel=Channel.BOTH, left_out=[], sender_id=None)
    batch.template_id = (
        session.scalar(sa.text("SELECT id FROM letter_template WHERE key = :key").bindparams(key=key)) or 0
    )
    return setting_of(session, batch, today, BASE_URL)


def somebody(iso2: str, language: str, gender: str = "") -> Recipient:
    return Recipient(
        person=Person(
            member_id=1,
            name="Ada Otieno",
            gender=gender,
            language=language,
            iso2=iso2,
            friend_since=date(2024, 1, 9),
            chamber="National Assembly",
            latest_action="A question on ratification",
            latest_action_on=PartialDate("2025-02"),
        ),
        stage=Stage.FRIEND,
        shielded=False,
        postal_address="Parliament Buildings",
        email="ada@parliament.example",
        address_id=1,
        address_state=AddressState.OK,
        invited_on=None,
    )


def text_of(letter: Planned) -> str:
    assert letter.body is not None
    return " ".join(to_text(blocks_of(letter.body)).split())


def counts_by_command(app: Flask, on: date) -> Mapping[str, int]:
    (treaty,) = [command for command in commands if command.name == "treaty"]
    del app
    answer = CliRunner().invoke(treaty, ["status", "ccm", "--on", on.isoformat(), "--format", "json"])
    assert answer.exit_code == 0, answer.output
    counts: Mapping[str, int] = json.loads(answer.stdout)["counts"]
    return counts


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_state_gets_the_invitation_of_its_step_in_every_language_with_the_counts_of_the_day(
    app: Flask, app_session: Session, states: Sequence[str], on: date
) -> None:
    setting, counted = letters_on(app_session, "invitation", on, on), counts_by_command(app, on)
    assert len(states) == 197
    assert asdict(setting.world.day.counts) == counted
    told = ("ever_signed", "ever_joined") if on < IN_FORCE_ON else ("state_party", "signatory")
    for language in LANGUAGES:
        for iso2 in states:
            letter, at = planned(setting, somebody(iso2, language)), setting.world.standings[iso2]
            assert letter.trouble is None, (iso2, language, letter.detail)
            said = text_of(letter)
            assert [step for step, words in ASKS[language].items() if words in said] == [at.step], (iso2, language)
            assert letter.variant.split("+")[0] == at.step
            assert ("moratori" in said) is (Step.INTERIM_MEASURES in at.second_asks), iso2
            assert {str(counted[name]) for name in told} <= set(re.findall(r"\d+", said)), (iso2, language)
            assert not re.search(r"[{}%]|\bNone\b|\(\)|,,|\.\.(?!\.)", said), said
            assert _days_of(at, on, language) <= set(_known_days(said, at, language)), (iso2, said)


def _days_of(at: Standing, on: date, language: str) -> set[str]:
    """The days that the letter of this State must name."""
    del on
    days = {
        TreatyStatus.SIGNATORY: at.signed_on,
        TreatyStatus.STATE_PARTY: at.deposited_on,
        TreatyStatus.WITHDRAWN: at.withdrawal_effective_on,
        TreatyStatus.NOT_JOINED: None,
    }
    day = days[at.status]
    return {long_date(day, language)} if day else set()


def _known_days(said: str, at: Standing, language: str) -> Sequence[str]:
    return [day for day in _days_of(at, date.max, language) if day in said]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_a_letter_counts_the_states_of_its_day_as_the_command_does(
    app: Flask, app_session: Session, states: Sequence[str], on: date
) -> None:
    del states
    counted = counts_by_command(app, on)
    setting = letters_on(app_session, "invitation", on, on)
    said = text_of(planned(setting, somebody("KE", "en")))
    if on < IN_FORCE_ON:
        assert (
            f"{counted['ever_signed']} States had signed it, and {counted['ever_joined']} of them had ratified" in said
        )
    else:
        assert f"{counted['state_party']} States are party to it, and {counted['signatory']} more have signed" in said


def test_a_letter_of_2009_speaks_of_the_states_that_had_signed_by_then(
    app_session: Session, states: Sequence[str]
) -> None:
    del states
    setting = letters_on(app_session, "invitation", date(2009, 8, 31), date(2026, 3, 2))
    said = text_of(planned(setting, somebody("KE", "en")))
    assert "By 31 August 2009, 98 States had signed it, and 17 of them had ratified." in said
    assert "As far as is known" not in said


def test_a_letter_of_a_day_nobody_looked_up_says_until_when_the_facts_are_known(
    app_session: Session, states: Sequence[str]
) -> None:
    del states
    setting = letters_on(app_session, "invitation", date(2027, 1, 5), date(2026, 3, 2))
    said = text_of(planned(setting, somebody("KE", "en")))
    assert "As far as is known on 8 September 2025, 112 States are party to it" in said
    assert "As far as is known on 8 September 2025, Kenya signed the Convention on 3 December 2008" in said
    assert "5 January 2027" not in said


@pytest.mark.parametrize("kind", [kind for kind in NAMES if kind is not LetterKind.INVITATION])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_letter_is_whole_wherever_it_fits(
    app_session: Session, states: Sequence[str], kind: LetterKind, language: str
) -> None:
    setting = letters_on(app_session, kind.value, date(2025, 9, 1), date(2025, 9, 1))
    for iso2 in states:
        letter = planned(setting, somebody(iso2, language))
        party = setting.world.standings[iso2].is_party
        if kind is LetterKind.CONGRATULATION and not party:
            assert letter.trouble is Trouble.EMPTY_FIELD, iso2
            assert "deposited_on" in letter.detail
        else:
            assert letter.trouble is None, (iso2, letter.detail)
            assert text_of(letter)


@pytest.mark.parametrize("gender", ["female", "male", "", "other"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_of_address_is_left_out(
    app_session: Session, states: Sequence[str], language: str, gender: str
) -> None:
    del states
    setting = letters_on(app_session, "invitation", date(2025, 9, 1), date(2025, 9, 1))
    said = text_of(planned(setting, somebody("SN", language, gender)))
    closing = {("fr", "female"): "agréer, Madame,", ("fr", "male"): "agréer, Monsieur,"}.get((language, gender))
    assert closing is None or closing in said
    assert "None" not in said
    assert "{" not in said
