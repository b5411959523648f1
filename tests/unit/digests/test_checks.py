"""The checks before a digest is sent."""

from dataclasses import replace
from datetime import date

import pytest

from crm.digests.checks import Reach, blocking, find_faults
from crm.digests.fingerprint import content_hash
from crm.digests.issue import Imprint, Issue, Line, Part
from crm.digests.kinds import BlockKind

TODAY = date(2025, 10, 1)
GOOD = Issue(
    title="What moved in September",
    preheader="Vanuatu acceded; a question from Nairobi that you can use",
    language="en",
    parts=(Part(1, BlockKind.EDITORIAL, "From us", "Dear [[name]], see [this](https://a.example)."),),
    imprint=Imprint("Coalition", "Rue X 1"),
    base_url="https://friends.example",
    public_token="0" * 32,
    known_until=date(2025, 9, 8),
)
REACH = Reach(recipients=214, largest_bytes=20_000)


def _text(issue: Issue, reach: Reach = REACH, waiver: str = "", today: date = TODAY) -> str:
    return "\n".join(fault.text for fault in blocking(find_faults([issue], reach, today, waiver)))


def _saying(markdown: str) -> Issue:
    return replace(GOOD, parts=(Part(1, BlockKind.EDITORIAL, "From us", markdown),))


def test_a_good_digest_has_no_fault() -> None:
    assert find_faults([GOOD], REACH, TODAY) == []


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("[x]()", "without an address"),
        ("[x](#)", "without an address"),
        ("[x](javascript:alert(1))", "can't stand in a mail"),
        ("[x](/members/)", "can't stand in a mail"),
        ("Hello [[first_name]]", "Unknown placeholder [[first_name]]"),
    ],
)
def test_a_faulty_text_blocks(markdown: str, said: str) -> None:
    assert said in _text(_saying(markdown))


def test_an_empty_audience_blocks() -> None:
    assert "the audience is empty" in _text(GOOD, Reach(0))


def test_a_reader_without_a_greeting_blocks() -> None:
    assert "No greeting can be built for 1" in _text(GOOD, Reach(2, ["Person 12"]))


def test_a_mail_that_is_not_joined_as_it_is_rendered_blocks() -> None:
    assert "The mail of person 12 is not put together" in _text(GOOD, Reach(2, misjoined=["person 12"]))


def test_a_mail_over_90_kb_blocks() -> None:
    assert "91 KB" in _text(GOOD, Reach(1, largest_bytes=91 * 1024))
    assert not _text(GOOD, Reach(1, largest_bytes=90 * 1024))


def test_an_empty_digest_and_an_empty_title_block() -> None:
    assert "The digest is empty" in _text(_saying("  "))
    assert "title is missing" in _text(replace(GOOD, title=" "))


def test_an_item_with_a_foreign_link_or_no_words_blocks() -> None:
    part = Part(1, BlockKind.MEETINGS, "Meetings", "", (Line("x", "javascript:x"), Line(" ")))
    text = _text(replace(GOOD, parts=(part,)))
    assert "can't stand in a mail" in text
    assert "without words" in text


def test_facts_older_than_60_days_warn_and_older_than_180_block_unless_waived() -> None:
    old, stale = date(2025, 12, 1), date(2026, 4, 1)
    assert not _text(GOOD, today=old)
    assert any("look again" in fault.text for fault in find_faults([GOOD], REACH, old))
    assert "give a reason" in _text(GOOD, today=stale)
    assert not _text(GOOD, today=stale, waiver="The depositary's page is down.")


def test_a_long_subject_and_a_short_preheader_only_warn() -> None:
    faults = find_faults([replace(GOOD, title="x" * 80, preheader="short")], REACH, TODAY)
    assert len(faults) == 2
    assert not blocking(faults)


def test_the_hash_changes_with_every_edit_and_with_nothing_else() -> None:
    friends = {"stages": ["friend"]}
    first = content_hash({"en": GOOD}, friends, {1: {}}, {})
    assert first == content_hash({"en": replace(GOOD, base_url="https://x.example")}, friends, {1: {}}, {})
    assert first != content_hash({"en": replace(GOOD, title="y")}, friends, {1: {}}, {})
    assert first != content_hash({"en": _saying("z")}, friends, {1: {}}, {})
    assert first != content_hash({"en": GOOD, "fr": GOOD}, friends, {1: {}}, {})
    assert first != content_hash({"en": GOOD}, {}, {1: {}}, {})
    assert first != content_hash({"en": GOOD}, friends, {1: {"regions": ["Africa"]}}, {})
    assert first != content_hash({"en": GOOD}, friends, {1: {}}, {"1": [["Only in Togo", "", "TG"]]})


def test_what_is_not_translated_only_warns_and_is_named() -> None:
    whole = replace(GOOD, language="fr", title="Ce qui a bougé", preheader="Vanuatu a adhéré ; une question de Nairobi")
    part = replace(GOOD.parts[0], text_in="en")
    faults = find_faults([GOOD, replace(whole, title_in="en", parts=(part,))], REACH, TODAY)
    assert [(fault.text, fault.blocking) for fault in faults] == [
        ("Not translated into French: title, “From us”.", False)
    ]
    assert find_faults([GOOD, whole], REACH, TODAY) == []


def test_a_fault_of_a_translation_blocks_and_says_in_which_language() -> None:
    broken = replace(_saying("[un lien]()"), language="fr")
    found = blocking(find_faults([GOOD, broken], REACH, TODAY))
    assert [fault.text for fault in found] == ["In French: A link without an address in “From us”."]
