"""Names as somebody would write them who wants a mail to break."""

from __future__ import annotations

import random

PIECES = [
    *("<", ">", "&", '"', "'", "\xa0", ".", "é", "😀", "Ł", " ", "a", "ش", "مرحبا"),
    *("\r\n.", "\r\n.\r\n", "\r\nBcc: x@evil.example", "\u202e", "\u2028", "\x00", "\t", "\ue000name\ue001"),
    *("{{7*7}}", "{% x %}", "%(x)s", "${7*7}", "[[name]]", "\\1", "\\g<0>"),
    *("</p>", "<img src=x onerror=alert(1)>", "&amp;", "=?utf-8?q?x?=", "]]>", "<!--", "-->"),
]
LONG = 5000
SELDOM = 0.05


def hostile_word(chance: random.Random) -> str:
    """Make up a word of such pieces; now and then it is very long."""
    word = "x" + "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
    return (word * LONG)[:LONG] if chance.random() < SELDOM else word
