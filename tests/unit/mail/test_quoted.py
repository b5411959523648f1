"""Text encoded where it does not change, joined with each reader's values."""

from __future__ import annotations

import quopri

from hypothesis import example, given
from hypothesis import strategies as st

from crm.mail.quoted import QuotedPattern, quoted

WORDS = st.text(st.sampled_from("a \t.=\r\néß😀<&") | st.characters(codec="utf-8"), max_size=90)


@given(st.lists(WORDS, min_size=1, max_size=9), st.lists(WORDS, min_size=8, max_size=8))
def test_what_is_joined_equals_the_whole_encoded(texts: list[str], said: list[str]) -> None:
    pieces = [texts[0]]
    for place, text in enumerate(texts[1:]):
        pieces += [f"slot{place}", text]
    values = {f"slot{place}": words for place, words in enumerate(said)}
    whole = "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))
    assert QuotedPattern.of(pieces).join(values) == quoted(whole)


@given(WORDS)
@example("=\x01=aé=éaé\x01ééé\x01aaéé\x01a \n")
def test_what_is_quoted_reads_as_it_was_written(text: str) -> None:
    encoded = quoted(text)
    assert encoded.isascii()
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert quopri.decodestring(encoded.replace(b"\r\n", b"\n")).decode() == text.replace("\r\n", "\n").replace(
        "\r", "\n"
    )
