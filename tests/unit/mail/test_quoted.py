"""Text encoded where it does not change, joined with each reader's values."""

from __future__ import annotations

import quopri

from hypothesis import example, given
from hypothesis import strategies as st

from crm.mail.quoted import QuotedPattern, in_line, quoted

WORDS = st.text(st.sampled_from("a %\t.=\r\né😀<&") | st.characters(codec="utf-8"), max_size=90)
WORDS_IN_LINE = st.text(st.sampled_from("ab. =é"), max_size=40)


def read(encoded: bytes) -> str:
    """Read quoted-printable as an independent reader does, having seen that it may be sent."""
    lines = encoded.split(b"\r\n")
    assert encoded.isascii()
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert all(len(line) <= 76 and line == line.rstrip() and not line.startswith(b".") for line in lines)
    return quopri.decodestring(encoded.replace(b"\r\n", b"\n")).decode()


def with_plain_ends(text: str) -> str:
    """The text with its line ends as they are read."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(WORDS | WORDS_IN_LINE, min_size=1, max_size=9), st.lists(WORDS | WORDS_IN_LINE, min_size=8, max_size=8))
def test_what_is_joined_reads_as_the_whole(texts: list[str], said: list[str]) -> None:
    texts, said = [with_plain_ends(text) for text in texts], [with_plain_ends(text) for text in said]
    pieces = [texts[0]]
    for place, text in enumerate(texts[1:]):
        pieces += [f"slot{place}", text]
    values = {f"slot{place}": words for place, words in enumerate(said)}
    whole = "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))
    encoded = {name.encode(): in_line(words) for name, words in values.items()}
    assert read(QuotedPattern.of(pieces).join(encoded)) == whole


def test_a_line_that_is_short_with_its_values_stands_as_it_is_and_in_a_longer_one_each_value_stands_alone() -> None:
    pattern = QuotedPattern.of(["100 %: dear ", "name", ", hello.\n", "why", ""])
    short = {b"name": in_line("Amina"), b"why": in_line(".é")}
    assert pattern.join(short) == b"100 %: dear Amina, hello.\r\n=2E=C3=A9"
    long = {b"name": in_line("A" * 60), b"why": b"w"}
    assert pattern.join(long) == b"100 %: dear=20=\r\n" + b"A" * 60 + b"=\r\n, hello.\r\nw"


@given(WORDS)
@example("=\x01=aé=éaé\x01ééé\x01aaéé\x01a \n")
@example("a" * 75 + ".b")
def test_what_is_quoted_reads_as_it_was_written(text: str) -> None:
    assert read(quoted(text)) == with_plain_ends(text)
