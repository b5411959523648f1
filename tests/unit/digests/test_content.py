"""Staff's Markdown becomes safe HTML and a text that stands alone."""

import time

import pytest
from markupsafe import Markup

from crm.digests.content import is_mailable, link_addresses, linked, placeholders, to_html, to_text
from crm.digests.slots import CLOSE, OPEN, Pattern, one_line


def test_html_and_text_say_the_same() -> None:
    markdown = "Two **States** moved:\n\n- [Vanuatu](https://untc.example/v)\n- Nauru\n\n1. first\n2. second"
    assert "<strong>States</strong>" in to_html(markdown)
    assert to_text(markdown) == (
        "Two States moved:\n\n- Vanuatu (https://untc.example/v)\n- Nauru\n\n1. first\n2. second"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        '"><img src=x onerror=fetch("/xss")>',
        "<script>fetch('/xss')</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](//evil.example)",
        "![x](https://evil.example/pixel.png)",
        "<javascript:alert(1)>",
        "[x](https://evil.example 'title\" onmouseover=alert(1)')",
        "<svg/onload=alert(1)>",
    ],
)
def test_nothing_in_a_text_becomes_a_script_an_image_or_a_foreign_link(hostile: str) -> None:
    html = to_html(hostile).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'href="//' not in html
    assert "<a " not in html or 'rel="noopener nofollow"' in html
    assert " onmouseover=" not in html.replace("&quot; onmouseover=", "").replace("\" onmouseover=alert(1)'", "")


@pytest.mark.parametrize("literal", ["{{7*7}}", "{% x %}", "${7*7}", "{0.class}", "%(x)s"])
def test_a_template_language_in_a_text_is_literal(literal: str) -> None:
    assert literal in to_html(literal)
    assert to_text(literal) == literal


def test_a_known_placeholder_is_a_slot_and_an_unknown_one_stays_as_written() -> None:
    markdown = "In [[country]], [[ name ]] and [[password]]"
    assert Pattern.of(to_text(markdown)).names == {"country", "name"}
    assert "[[password]]" in to_html(markdown)
    assert placeholders(markdown) == ["country", "name", "password"]


def test_nobody_can_write_a_slot_by_hand() -> None:
    forged = f"{OPEN}unsubscribe_token{CLOSE}"
    assert not Pattern.of(to_text(forged)).names
    assert not Pattern.of(to_html(forged)).names
    assert not Pattern.of(one_line(forged)).names


def test_headings_of_a_text_are_lower_than_those_of_the_mail() -> None:
    assert to_html("# One\n\n## Two\n\n###### Six") == Markup("<h3>One</h3>\n<h4>Two</h4>\n<h4>Six</h4>")


def test_links_are_listed_even_when_they_would_not_be_shown() -> None:
    assert link_addresses("[a]() [b](#) [c](https://c.example)") == ["", "#", "https://c.example"]


@pytest.mark.parametrize("address", ["https://a.example/x", "http://a.example", "mailto:a@b.example"])
def test_the_web_and_mailboxes_may_be_linked(address: str) -> None:
    assert is_mailable(address)


@pytest.mark.parametrize("address", ["", "#", "/x", "mailto:", "https://", "javascript:x", "ftp://x", "http://[x"])
def test_anything_else_may_not_be_linked(address: str) -> None:
    assert not is_mailable(address)
    assert "<a" not in linked("x", address)


def test_an_item_is_plain_text() -> None:
    assert linked("A *b* <i>\r\n[c](d)", "") == Markup("A *b* &lt;i&gt; [c](d)")


@pytest.mark.parametrize("sign", ["[", "*", "`", "> ", "<", "_", "[[", "- ", "![", "\\", "&"])
def test_a_text_made_to_be_slow_takes_less_than_two_seconds(sign: str) -> None:
    began = time.process_time()
    to_html(sign * (20_000 // len(sign)))
    to_text(sign * (20_000 // len(sign)))
    assert time.process_time() - began < 2
