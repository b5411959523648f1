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
    return "\n".join(fault.text for fault in blocking(find_faults(issue, reach, today, waiver)))


def _saying(markdown: str) -> Issue:
    return replace(GOOD, parts=(Part(1, BlockKind.EDITORIAL, "From us", markdown),))


def test_a_good_digest_has_no_fault() -> None:
    assert find_faults(GOOD, REACH, TODAY) == []


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
    assert any("look again" in fault.text for fault in find_faults(GOOD, REACH, old))
    assert "give a reason" in _text(GOOD, today=stale)
    assert not _text(GOOD, today=stale, waiver="The depositary's page is down.")


def test_a_long_subject_and_a_short_preheader_only_warn() -> None:
    faults = find_faults(replace(GOOD, title="x" * 80, preheader="short"), REACH, TODAY)
    assert len(faults) == 2
    assert not blocking(faults)


def test_the_hash_changes_with_every_edit_and_with_nothing_else() -> None:
    first = content_hash(GOOD, {"stages": ["friend"]}, [{}])
    assert first == content_hash(replace(GOOD, base_url="https://x.example"), {"stages": ["friend"]}, [{}])
    assert first != content_hash(replace(GOOD, title="y"), {"stages": ["friend"]}, [{}])
    assert first != content_hash(_saying("z"), {"stages": ["friend"]}, [{}])
    assert first != content_hash(GOOD, {}, [{}])
    assert first != content_hash(GOOD, {"stages": ["friend"]}, [{"regions": ["Africa"]}])
