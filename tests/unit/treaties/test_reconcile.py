"""Comparing the depositary's file with what is held."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crm.countries.names import fold
from crm.countries.shipped import read_facts
from crm.treaties.acts import TreatyActionKind
from crm.treaties.reconcile import Doubt, Held, Plan, reconcile
from crm.treaties.sources.untc import UnreadableFileError, read
from tests.support.depositary import File, from_shipped

Kind = TreatyActionKind
NAMES = {fold(name): iso2 for name, iso2 in {"Kenya": "KE", "Togo": "TG", "European Union": ""}.items()}
SIGNED = Held(1, "KE", Kind.SIGNATURE, date(2008, 12, 3))
LATER = Held(2, "TG", Kind.RATIFICATION, date(2012, 6, 22))


def kenya() -> File:
    return File().act("Kenya", "signature", date(2008, 12, 3))


def planned(file: File, *held: Held) -> Plan:
    return reconcile(read(file.bytes()), NAMES, held)


def test_what_is_held_is_the_same_and_nothing_is_new() -> None:
    plan = planned(kenya(), SIGNED)
    assert plan.says_nothing_new
    assert (plan.same, plan.is_older) == (1, False)


def test_an_act_that_is_not_held_is_new() -> None:
    plan = planned(kenya().act("Kenya", "ratification", date(2026, 10, 2)), SIGNED)
    assert [(new.iso2, new.kind, new.on) for new in plan.new] == [("KE", Kind.RATIFICATION, date(2026, 10, 2))]
    assert plan.new[0].key == "KE:ratification:2026-10-02"


def test_another_day_or_another_kind_corrects_the_one_that_is_held() -> None:
    held = Held(5, "KE", Kind.ACCESSION, date(2012, 6, 21))
    plan = planned(kenya().act("Kenya", "ratification", date(2012, 6, 22)), SIGNED, held)
    assert not plan.new
    assert [(line.kind, line.on, line.corrects) for line in plan.changed] == [
        (Kind.RATIFICATION, date(2012, 6, 22), held)
    ]


def test_what_the_file_lacks_is_a_question_and_never_taken_away() -> None:
    plan = planned(File().act("Togo", "ratification", date(2012, 6, 22)), SIGNED, LATER)
    assert [(question.doubt, question.held) for question in plan.questions] == [(Doubt.VANISHED, SIGNED)]


def test_a_file_older_than_what_is_held_adds_nothing_and_asks_nothing() -> None:
    plan = planned(kenya(), SIGNED, LATER)
    assert plan.is_older
    assert plan.says_nothing_new


def test_a_name_we_do_not_know_is_a_question_and_an_organisation_is_passed_over() -> None:
    file = kenya().act("Kenia", "accession", date(2020, 1, 2)).act("European Union", "approval", date(2020, 1, 2))
    plan = planned(file, SIGNED)
    assert [(question.doubt, question.name) for question in plan.questions] == [(Doubt.UNKNOWN_NAME, "Kenia")]
    assert not plan.new


def test_brackets_of_a_state_not_held_as_withdrawn_are_a_question() -> None:
    file = File().act("Kenya", "signature", date(2008, 12, 3), withdrawn=True)
    file.act("Kenya", "ratification", date(2012, 1, 2), withdrawn=True)
    plan = planned(file, SIGNED, Held(3, "KE", Kind.RATIFICATION, date(2012, 1, 2)))
    assert [question.doubt for question in plan.questions] == [Doubt.HAS_WITHDRAWN]
    left = Held(4, "KE", Kind.WITHDRAWAL_EFFECTIVE, date(2013, 1, 2))
    assert planned(file, SIGNED, Held(3, "KE", Kind.RATIFICATION, date(2012, 1, 2)), left).says_nothing_new


def test_no_brackets_of_a_state_held_as_withdrawn_are_a_question_if_the_file_is_newer() -> None:
    file = kenya().act("Kenya", "ratification", date(2012, 1, 2)).act("Togo", "ratification", date(2012, 6, 22))
    held = [SIGNED, LATER, Held(3, "KE", Kind.RATIFICATION, date(2012, 1, 2))]
    plan = planned(file, *held, Held(4, "KE", Kind.WITHDRAWAL_EFFECTIVE, date(2012, 3, 1)))
    assert [question.doubt for question in plan.questions] == [Doubt.IS_BACK]
    assert planned(file, *held, Held(4, "KE", Kind.WITHDRAWAL_EFFECTIVE, date(2025, 3, 1))).says_nothing_new


def test_a_code_we_have_no_word_for_is_a_question() -> None:
    content = kenya().bytes().replace(b"3 Dec 2008", b"3 Dec 2008 s")
    plan = reconcile(read(content), NAMES, [])
    assert [question.doubt for question in plan.questions] == [Doubt.UNKNOWN_CODE]
    assert not plan.new


def shipped(treaty: str) -> tuple[dict[str, str], list[Held]]:
    """The names of States, and the acts that come with the product."""
    names = {fold(row["name"]): row["iso2"] for row in read_facts("crm.treaties", "untc_names")}
    names |= {fold(row["name_en"]): row["iso2"] for row in read_facts("crm.countries", "countries")}
    rows = read_facts("crm.treaties", f"actions_{treaty}")
    return names, [Held(n, row["iso2"], Kind(row["kind"]), date.fromisoformat(row["on"])) for n, row in enumerate(rows)]


def test_a_fresh_file_made_from_the_shipped_facts_says_nothing_new() -> None:
    for treaty, number in (("ccm", "XXVI-6"), ("apmbc", "XXVI-5")):
        names, held = shipped(treaty)
        plan = reconcile(read(from_shipped(treaty, number).bytes()), names, held)
        assert plan.says_nothing_new, plan
        assert not plan.is_older


@pytest.mark.shared
@pytest.mark.parametrize(("treaty", "number"), [("ccm", "XXVI-6"), ("apmbc", "XXVI-5")])
def test_a_byte_cut_in_a_real_table_brings_nothing_new_and_only_what_a_person_decides(
    shared_data: Path, treaty: str, number: str
) -> None:
    content = (shared_data / "treaties" / "untc_samples" / f"{number}.en.xml").read_bytes()
    names, held = shipped(treaty)
    for place in range(content.index(b"<Tbody>"), content.index(b"</Tbody>"), 101):
        try:
            plan = reconcile(read(content[:place] + content[place + 1 :]), names, held)
        except UnreadableFileError:
            continue
        assert not plan.new, place


def test_no_byte_that_is_cut_from_a_table_brings_anything_new() -> None:
    file, held = File(), []
    for number, (name, kind, on) in enumerate(
        (
            ("Kenya", Kind.SIGNATURE, date(2008, 12, 3)),
            ("Kenya", Kind.PROVISIONAL_APPLICATION, date(2009, 1, 12)),
            ("Kenya", Kind.RATIFICATION, date(2012, 10, 11)),
            ("Togo", Kind.SIGNATURE, date(2008, 12, 13)),
            ("Togo", Kind.ACCESSION, date(2012, 6, 22)),
        )
    ):
        file.act(name, kind.value, on)
        held.append(Held(number, NAMES[fold(name)], kind, on))
    content = file.bytes()
    for place in range(content.index(b"<Tbody>"), content.index(b"</Tbody>")):
        try:
            plan = reconcile(read(content[:place] + content[place + 1 :]), NAMES, held)
        except UnreadableFileError:
            continue
        assert not plan.new, content[place - 20 : place + 20]
