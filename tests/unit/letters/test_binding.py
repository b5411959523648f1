"""One file for the printer."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String
from pypdf import PdfReader

from crm.letters.binding import bind
from crm.printing import pdf


@pytest.fixture
def letters(tmp_path: Path) -> list[Path]:
    """Three letters, of one page, two and three."""
    return [
        written(tmp_path / f"{pages}.pdf", [f"Page {page} of {pages}" for page in range(pages)]) for pages in (1, 2, 3)
    ]


def written(path: Path, pages: list[str]) -> Path:
    sections = "".join(f"<p style='break-after: page'>{text} — “Müller” سلمى</p>" for text in pages)
    path.write_bytes(pdf(f"<html lang=en><title>A letter</title><body>{sections}</body></html>"))
    return path


def words(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_letter_and_every_enclosure_begins_on_a_sheet_of_its_own(letters: list[Path], tmp_path: Path) -> None:
    enclosed = written(tmp_path / "enclosed.pdf", ["Enclosed"])
    target = tmp_path / "bound.pdf"
    assert bind([(letter, [enclosed]) for letter in letters], target) == 14
    expected = []
    for letter in letters:
        for part in (letter, enclosed):
            expected += [*words(part), *[""] * (len(words(part)) % 2)]
    assert words(target) == expected
    with Pdf.open(target) as read:
        assert read.check_pdf_syntax() == []


def test_what_is_enclosed_with_many_letters_is_in_the_file_once(letters: list[Path], tmp_path: Path) -> None:
    enclosed = written(tmp_path / "enclosed.pdf", [f"Enclosed {number}" for number in range(4)])
    bare, once, often = (tmp_path / f"{name}.pdf" for name in ("bare", "once", "often"))
    bind([(letters[0], [])], bare)
    bind([(letters[0], [enclosed])], once)
    bind([(letters[0], [enclosed])] * 2, often)
    fonts = [path.read_bytes().count(b"/FontFile") for path in (bare, once, often)]
    assert fonts[0] < fonts[1]
    assert fonts[2] == fonts[1] + fonts[0]
    assert words(often) == words(once) * 2


def test_a_page_keeps_what_it_has_from_those_above_it_and_signs_that_look_like_others(tmp_path: Path) -> None:
    source = Pdf.new()
    page = source.add_blank_page(page_size=(300, 400))
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times Roman (7 0 R)"), Note=String("9 0 R) (\x00\\")
    )
    source.Root.Pages.Resources = Dictionary(Font=Dictionary(F=source.make_indirect(font)))
    source.Root.Pages.Rotate = 90
    del page.obj.Resources
    page.obj.MediaBox = Array([0, 0, 300.25, 400])
    source.save(tmp_path / "uploaded.pdf")
    bind([(tmp_path / "uploaded.pdf", [])], tmp_path / "bound.pdf")
    with Pdf.open(tmp_path / "bound.pdf") as read:
        first, back = (one.obj for one in read.pages)
        assert [float(one) for one in (first.Rotate, *first.MediaBox)] == [90, 0, 0, 300.25, 400]
        assert font == first.Resources.Font.F
        assert first.MediaBox == back.MediaBox


def test_an_encrypted_file_that_opens_without_a_password_is_bound_in_clear(letters: list[Path], tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    with Pdf.open(letters[1]) as read:
        read.save(locked, encryption=Encryption(owner="secret", user=""))
    bind([(locked, [])], tmp_path / "bound.pdf")
    assert words(tmp_path / "bound.pdf") == words(letters[1])
