"""The texts that come with the product: whole in each language, for every step, with the treaty's own dates."""

from __future__ import annotations

import re

import pytest

from crm.countries.procedure import Procedure
from crm.countries.shipped import read_facts
from crm.library.facts import place_words
from crm.library.filling import FLAGS, NAMES, Facts, fill, unknown_marks
from crm.library.kinds import ParliamentKind, TextKind, read_steps
from crm.library.papers import to_html
from crm.library.shipped import read_texts
from crm.treaties.step import Step

LANGUAGES = ("en", "fr", "es")
TEXTS = read_texts("texts")
ROWS = {row["key"]: row for row in read_facts("crm.library", "model_texts")}


def everything_known(*flags: str) -> Facts:
    return Facts(dict.fromkeys(NAMES, "…"), frozenset(flags))


def test_every_text_is_listed_and_there_in_each_language() -> None:
    assert set(TEXTS) == set(ROWS)
    assert all(set(texts) == set(LANGUAGES) for texts in TEXTS.values())


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_names_only_facts_that_we_have(key: str) -> None:
    for words in TEXTS[key].values():
        assert unknown_marks(f"{words.title}\n\n{words.body}") == []
        assert words.title
        assert len(words.title) <= 200


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_asks_the_same_in_each_language(key: str) -> None:
    marks = {
        language: (
            re.findall(r"\[(?:if|unless) \w+\]", words.body),
            len(re.findall(r"^(?:\[[^\]]*\] )*#\.", words.body, re.MULTILINE)),
            len(words.body.split("\n\n")),
        )
        for language, words in TEXTS[key].items()
    }
    assert marks["fr"] == marks["en"] == marks["es"]


@pytest.mark.parametrize("step", Step)
def test_every_step_has_an_oral_and_a_written_question_and_more(step: Step) -> None:
    kinds = {TextKind(row["kind"]) for row in ROWS.values() if step in read_steps(row["steps"])}
    assert {TextKind.ORAL_QUESTION, TextKind.WRITTEN_QUESTION} <= kinds
    assert len(kinds) >= 3


def test_every_kind_of_text_and_of_parliament_is_there() -> None:
    assert {TextKind(row["kind"]) for row in ROWS.values()} == set(TextKind)
    assert {row["parliament"] for row in ROWS.values()} >= {ParliamentKind.ANY, ParliamentKind.CONGRESS}


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_stays_whole_for_each_of_its_steps_and_whatever_the_procedure(key: str) -> None:
    for language, words in TEXTS[key].items():
        for step in read_steps(ROWS[key]["steps"]):
            for procedure in Procedure:
                said = fill(words.body, everything_known(step, procedure))
                assert not re.search(r"[{}\[\]]|#\.", said), (language, step, said)
                numbers = [int(found) for found in re.findall(r"^(\d+)\. ", said, re.MULTILINE)]
                assert numbers == list(range(1, len(numbers) + 1))


def test_a_wrong_ask_is_left_out() -> None:
    said = fill(TEXTS["join-speech"]["en"].body, everything_known("accede"))
    assert "One act of accession is enough" in said
    assert "put its name to that text" not in said


def test_every_place_has_its_words() -> None:
    assert set(place_words("en")) == NAMES
    assert {step.value for step in Step} <= FLAGS
    assert {procedure.value for procedure in Procedure} <= FLAGS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_papers_give_the_articles_and_days_of_the_convention(language: str) -> None:
    papers = {key: texts[language].body for key, texts in read_texts("papers").items()}
    assert set(papers) == {"how-to-join", "the-problem", "what-it-requires"}
    assert all("<h2>" in to_html(body) for body in papers.values())
    duties = papers["what-it-requires"]
    for article, years in (("3", "8"), ("4", "10"), ("7", "180")):
        assert re.search(rf"^\| {article} \|.*{years} ", duties, re.MULTILINE)
    assert {"16", "17", "18", "19", "22"} <= set(re.findall(r"\d+", papers["how-to-join"]))


def test_a_paper_shows_no_raw_html_and_no_foreign_link() -> None:
    said = to_html("<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://a.example/b.png)")
    assert "<script" not in said
    assert 'href="javascript' not in said
    assert "<img" not in said
