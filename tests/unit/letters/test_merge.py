"""The language of letters."""

from __future__ import annotations

import pytest

from crm.letters.content import blocks_of, to_html, to_text
from crm.letters.fields import FIELDS, field_words
from crm.letters.merge import EmptyFieldError, faults_of, merge
from crm.letters.shipped import shipped_texts

HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in y %}{% endfor %}",
    "**bold** [link](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "# heading",
    "1. list",
    "${7*7} %(x)s {0.__class__}",
    "`code` _em_ \\",
]


def test_a_field_is_filled_and_a_condition_chosen() -> None:
    source = """Dear {{ name }}

{% if step == "ratify" %}
Ratify.
{% elif step in ("sign", "accede") %}
Join.
{% else %}
Help.
{% endif %}"""
    said = [
        to_text(blocks_of(merge(source, {"name": "Ada", "step": step}))) for step in ("ratify", "accede", "promote")
    ]
    assert said == ["Dear Ada\n\nRatify.\n", "Dear Ada\n\nJoin.\n", "Dear Ada\n\nHelp.\n"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_data_is_literal_whatever_it_looks_like(hostile: str) -> None:
    merged = merge(
        "Dear {{ name }},\n\n**{{ name }}** and [here]({{ link }})", {"name": hostile, "link": "https://a.example/"}
    )
    blocks = blocks_of(merged)
    assert blocks[0].text == f"Dear {hostile},"
    assert blocks[1].runs[0].text == hostile
    assert blocks[1].runs[0].bold
    html = to_html(blocks)
    assert "<img" not in html
    assert 'javascript:alert(1)"' not in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "x y"])
def test_a_link_leads_to_whole_addresses_only(address: str) -> None:
    assert not blocks_of(merge("[here]({{ link }})", {"link": address}))[0].runs[0].link


def test_every_field_that_would_stand_there_empty_is_named() -> None:
    with pytest.raises(EmptyFieldError) as refused:
        merge(
            "{{ greeting }} {{ country }} {{ name }} {% if chamber %}{{ chamber }}{% endif %}",
            {"greeting": "", "country": " ", "name": "Ada", "chamber": ""},
        )
    assert refused.value.names == ("greeting", "country")


@pytest.mark.parametrize(
    "source",
    [
        "{{ name.__class__ }}",
        "{{ name|upper }}",
        "{{ 7 * 7 }}",
        "{{ 'text' }}",
        "{{ lipsum() }}",
        "{% for letter in name %}x{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% if name > 1 %}x{% endif %}",
        "{% if name() %}x{% endif %}",
        "{% if name %}",
        "{{ name",
        "{{ nobody }}",
        "{% if nobody %}x{% endif %}",
        "{% raw %}x{% endraw %}{{ name|e }}",
        "{%" * 500,
    ],
)
def test_nothing_but_fields_and_conditions_is_let_in(source: str) -> None:
    assert faults_of(source, FIELDS)


def test_a_fault_names_its_line() -> None:
    (fault,) = faults_of("Dear {{ name }}\n\n{{ nmae }}", FIELDS)
    assert (fault.line, fault.what, fault.unknown_field) == (3, "nmae", True)


def test_lines_stand_as_a_numbered_list() -> None:
    text = to_text(blocks_of(merge("Enclosed:\n\n{{ enclosures }}\n\nEnd", {"enclosures": ("One *", "Two")})))
    assert text == "Enclosed:\n\n1. One *\n2. Two\n\nEnd\n"


def test_every_field_is_explained() -> None:
    assert list(field_words()) == list(FIELDS)


def test_every_letter_that_comes_with_the_product_can_be_read() -> None:
    faults = {
        (text.key, text.language): faults_of(source, FIELDS)
        for text in shipped_texts()
        for source in (text.subject, text.body)
    }
    assert not {key: found for key, found in faults.items() if found}


def test_a_text_of_many_thousand_signs_is_read_at_once() -> None:
    source = "{% if name %}[" * 40 + "*" * 30_000
    assert faults_of(source, FIELDS)
    assert blocks_of(merge("[" * 20_000 + "{{ name }}", {"name": "Ada"}))
