"""What is joined for a reader equals what is rendered for that reader."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from crm.digests.compile import Compiled, compile_variant, joins_as_rendered, reader_values, render_variant
from crm.digests.issue import READER_SLOTS, Imprint, Issue, Line, Part, Passage, Values, Variant
from crm.digests.kinds import BlockKind
from crm.digests.rendering import render, render_passage
from crm.mail.quoted import unquoted
from tests.support.hostile import hostile_word

EDITORIAL = "Dear [[name]] of **[[country]]**,\n\n- [x](https://a.example/?a=1&b=2)"
LINES = (Line("Vanuatu acceded", "https://untc.example"), Line("<x>", "javascript:x"), Line("مرحبا", "", "ar"))
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
ISSUE = Issue(
    title="What moved: <b>two</b> States & one question",
    preheader="Two States ratified; a question from Nairobi that you can use",
    language="en",
    parts=(
        Part(1, BlockKind.EDITORIAL, "From [[us]] <i>", EDITORIAL),
        Part(2, BlockKind.TREATY_ACTIONS, "Treaty", "", LINES),
        Part(3, BlockKind.YOUR_COUNTRY, "Your country", "An intro.", text_in="fr"),
        Part(4, BlockKind.ACTIONS, "", "", (Line("A question"),)),
    ),
    imprint=Imprint("Coalition <&>", "Rue X 1\n1202 Geneva", "https://c.example", "box@c.example"),
    base_url="https://friends.example",
    public_token="abcdef0123456789abcdef0123456789",
    known_until=date(2025, 9, 8),
    where_things_stand="As known on 8 September 2025, 112 States are party.",
)
FOOT = ("Rue X 1", "1202 Geneva", "/unsubscribe/", "/tell/", "/verify", "ABCD-EF01", "We do not track you", "/view")


def _values(chance: random.Random) -> dict[str, str]:
    tokens = {name: f"{chance.getrandbits(128):032x}" for name in ("unsubscribe_token", "tell_token")}
    return {name: hostile_word(chance) for name in ("greeting", "name", "country", "why")} | tokens


def _passage(chance: random.Random) -> Passage:
    country, status, ask, colleague, own = (hostile_word(chance) for _ in range(5))
    said = Passage(country, status, (ask,), (Line(colleague, "https://p.example"),))
    return replace(said, own=(Line(own, "", chance.choice(("", "en", "ar"))),))


def test_200_hostile_readers_get_by_joining_what_full_rendering_gives() -> None:
    chance = random.Random(20081203)  # noqa: S311 - to be repeatable
    for _reader in range(200):
        keys = frozenset(chance.sample([1, 2, 3, 4], k=chance.randint(1, 4)))
        language, wanted = chance.choice(LANGUAGES), chance.choice(("", "", "sw", "de", "ar"))
        variant = Variant(keys, chance.random() < 0.5, language, wanted if wanted != language else "")
        issue = replace(ISSUE, language=language, title_in="" if language == "en" else "en")
        passage = _passage(chance)
        values = _values(chance)
        inlined = render_passage(passage, language)
        plain = render_passage(passage, language, inlined=False)
        compiled, said = compile_variant(issue, variant), reader_values(values, inlined)
        joined = compiled.join(said)
        own = reader_values(values, plain)
        whole = render(issue.for_keys(keys), own, first_time=variant.first_time, wanted=variant.wanted)
        assert joined == whole
        assert tuple(map(unquoted, compiled.join_quoted(said))) == (whole.text, whole.html)


def test_a_variant_that_says_something_else_than_its_templates_is_seen() -> None:
    variant = Variant(frozenset({1, 3}))
    passage = Passage("Kenya", "Kenya signed.", ("Ask.",))
    values = dict.fromkeys(READER_SLOTS, "x")
    rendered = render_variant(ISSUE, variant)
    assert joins_as_rendered(Compiled.of(rendered), ISSUE, variant, values, passage)
    other = replace(rendered, html=rendered.html.replace("Vanuatu", "Tuvalu").replace("intro", "outro"))
    assert not joins_as_rendered(Compiled.of(other), ISSUE, variant, values, passage)


def test_a_reader_cannot_put_markup_lines_or_others_values_into_a_mail() -> None:
    values = {
        "greeting": "Dear <script>x</script>\r\nBcc: x@evil.example",
        "name": "\ue000unsubscribe_token\ue001",
        "country": "[[name]]",
        "why": "w",
        "unsubscribe_token": "a" * 32,
        "tell_token": "b" * 32,
    }
    mail = compile_variant(ISSUE, Variant(frozenset({1}))).join(reader_values(values, ("", "")))
    assert "Dear &lt;script&gt;x&lt;/script&gt; Bcc: x@evil.example" in mail.html
    assert "Dear <script>x</script> Bcc: x@evil.example" in mail.text
    assert "[[name]]" in mail.text
    assert mail.text.count("a" * 32) == 1
    assert "\ue000" not in mail.html + mail.text


def test_nobody_is_dear_none() -> None:
    with pytest.raises(ValueError, match="greeting"):
        reader_values({"name": "x", "country": "y", "why": "z", "unsubscribe_token": "a", "tell_token": "b"}, ("", ""))


def test_both_parts_carry_what_the_foot_must_say() -> None:
    mail = compile_variant(ISSUE, Variant(frozenset({1, 2, 3, 4}))).join(Values.slots())
    for part in (mail.text, mail.html):
        for said in FOOT:
            assert said in part
        assert "\ue000why\ue001" in part


def _spoken(html: str) -> list[tuple[str, str, str]]:
    """The tags that say their language and direction, in any order of their attributes."""
    found = []
    for tag, rest in re.findall(r"<([a-z0-9]+)([^>]*\blang=[^>]*)>", html):
        said = dict(re.findall(r'\b(lang|dir)="([^"]*)"', rest))
        found.append((tag, said["lang"], said["dir"]))
    return found


def test_the_html_is_one_column_of_layout_tables_with_its_language() -> None:
    html = compile_variant(ISSUE, Variant(frozenset({1, 2, 3, 4}))).join(Values.slots()).html
    assert html.count("<table") == html.count('role="presentation"')
    assert _spoken(html) == [("html", "en", "ltr"), ("div", "en", "ltr"), ("li", "ar", "rtl"), ("div", "fr", "ltr")]
    assert html.count("<h1") == 1
    assert "max-width: 600px" in html
    assert "prefers-color-scheme: dark" in html
    for never in ("<script", "<form", "<img", "@font-face", "url("):
        assert never not in html
    body = html[html.index("<body") :]
    assert body.index(ISSUE.preheader) < body.index("<h1")


def test_a_variant_is_named_by_its_parts_and_whether_it_is_the_first() -> None:
    assert Variant(frozenset({1, 3})).key == "a.en"
    assert Variant(frozenset({1, 3}), first_time=True).key == "an.en"
    assert Variant(frozenset({1, 3}), language="fr", wanted="sw").key == "a.fr.sw"


def test_arabic_mail_runs_from_right_to_left_and_what_is_not_translated_does_not() -> None:
    issue = replace(ISSUE, language="ar", title_in="en")
    html = compile_variant(issue, Variant(frozenset({2}), language="ar")).join(Values.slots()).html
    assert _spoken(html) == [
        *(("html", "ar", "rtl"), ("div", "ar", "rtl"), ("h1", "en", "ltr"), ("li", "ar", "rtl")),
    ]


def test_a_reader_of_another_language_is_told_that_there_is_no_version_in_it() -> None:
    mail = compile_variant(ISSUE, Variant(frozenset({1}), wanted="sw")).join(Values.slots())
    for part in (mail.text, mail.html):
        assert "This issue has no version in Swahili. You read it in English." in part
        assert "no version" not in part.replace("This issue has no version", "")
