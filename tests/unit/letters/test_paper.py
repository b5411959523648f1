"""Letters on paper."""

from __future__ import annotations

import io
import unicodedata

import pytest
from pypdf import PdfReader

from crm.letters.content import blocks_of
from crm.letters.kinds import LetterKind
from crm.letters.merge import merge
from crm.letters.paper import Head, Paper, line_direction, page_html, pdf_of

ADDRESS = ("سلمى الفاسي", "Chambre des Représentants", "Avenue " + "très longue " * 12, "10000 Rabat", "MOROCCO")


def paper(language: str, body: str = "Dear Ada,", **values: str) -> Paper:
    return Paper(
        kind=LetterKind.INVITATION,
        language=language,
        head=Head("Coalition", "Robin", "Director", ("1 Street",)),
        address=ADDRESS,
        date="25 November 2026",
        reference="PF-2345-6789",
        subject="Subject",
        body=blocks_of(merge(body, values)),
        link="https://friends.example/join/abc",
        enclosures=("Paper (2 pages)",),
    )


@pytest.mark.parametrize(("line", "expected"), [("10000 Rabat", "ltr"), ("1 شارع", "rtl"), ("12", "ltr")])
def test_a_line_of_an_address_has_the_direction_of_its_first_letter(line: str, expected: str) -> None:
    assert line_direction(line) == expected


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_address_reads_as_it_was_typed_in_any_letter(language: str) -> None:
    content, pages = pdf_of(page_html(paper(language)))
    text = unicodedata.normalize("NFKC", PdfReader(io.BytesIO(content)).pages[0].extract_text())
    assert "10000 Rabat" in text
    assert pages == 1


def test_nothing_is_fetched_from_the_disk_or_the_network() -> None:
    hostile = '<img src="file:///etc/hostname"><link rel="attachment" href="file:///etc/passwd">'
    html = page_html(paper("en", "{{ name }}", name=hostile))
    assert '<img src="file' not in html
    planted = html.replace("</body>", f"{hostile}</body>")
    content, _pages = pdf_of(planted)
    assert b"/EmbeddedFile" not in content


def test_a_long_letter_goes_on_over_the_page_and_keeps_its_end_together() -> None:
    content, pages = pdf_of(page_html(paper("en", "\n\n".join(f"Paragraph {number} " * 12 for number in range(40)))))
    reader = PdfReader(io.BytesIO(content))
    assert pages == len(reader.pages) > 1
    assert "Robin" in reader.pages[-1].extract_text()
    assert "Paper (2 pages)" in reader.pages[-1].extract_text()
