"""Reading the depositary's own file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crm.treaties.acts import TreatyActionKind
from crm.treaties.sources.untc import Column, Fault, UnreadableFileError, read, status_page
from tests.support.depositary import File, from_shipped

NUMBERS = {
    "XXVI-5.en.xml": (133, 164),
    "XXVI-6.en.xml": (108, 102),
    "XXVI-8.en.xml": (130, 94),
    "XXVII-7-a.en.xml": (83, 192),
}


def one_state() -> File:
    return File().act("Kenya", "signature", date(2008, 12, 3))


def test_a_row_is_read_by_the_head_of_its_column_without_footnote_marks() -> None:
    file = (
        File()
        .act("Côte d'Ivoire", "signature", date(2008, 12, 4))
        .act("Côte d'Ivoire", "ratification", date(2012, 3, 12))
    )
    [line] = read(file.bytes()).lines
    assert line.name == "Côte d'Ivoire"
    assert line.cells[Column.SIGNATURE].on == date(2008, 12, 4)
    assert line.cells[Column.DEPOSIT].kind is TreatyActionKind.RATIFICATION


@pytest.mark.parametrize("kind", ["accession", "acceptance", "approval", "succession", "ratification"])
def test_the_code_beside_a_date_says_which_act_it_was(kind: str) -> None:
    [line] = read(File().act("Andorra", kind, date(2013, 4, 9)).bytes()).lines
    assert line.cells[Column.DEPOSIT].kind == kind


def test_brackets_mean_that_the_state_has_withdrawn_and_it_is_not_counted() -> None:
    file = one_state().act("Lithuania", "ratification", date(2011, 3, 24), withdrawn=True)
    reading = read(file.bytes())
    assert reading.parties == 0
    assert reading.lines[1].cells[Column.DEPOSIT].bracketed


def test_a_code_we_have_no_word_for_is_kept_and_not_guessed() -> None:
    content = one_state().bytes().replace(b"3 Dec 2008", b"3 Dec 2008 s")
    cell = read(content).lines[0].cells[Column.SIGNATURE]
    assert (cell.kind, cell.code) == (None, "s")


def test_the_french_file_says_the_same() -> None:
    english, french = read(from_shipped().bytes()), read(from_shipped(language="fr").bytes())

    def told(reading: object) -> list[object]:
        return sorted(
            (column, cell.on, str(cell.kind), cell.bracketed)
            for line in reading.lines  # type: ignore[attr-defined]
            for column, cell in line.cells.items()
        )

    assert told(english) == told(french)


def test_stray_control_characters_bare_ampersands_and_odd_spaces_do_no_harm() -> None:
    file = one_state()
    file.prose = "the States\x19 duties \x1cas said\x1d & more \x02 &nbsp; &#244;"
    content = file.bytes().replace(b">3 Dec 2008<", b"> 3 Dec\t 2008\xa0<")
    assert read(content).lines[0].cells[Column.SIGNATURE].on == date(2008, 12, 3)


def test_an_organisation_stands_in_the_table_like_a_state() -> None:
    assert [line.name for line in read(File().act("European Union", "approval", date(2002, 5, 31)).bytes()).lines] == [
        "European Union"
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<html><body>urgent maintenance and is currently unavailable</body></html>", Fault.NOT_XML),
        (b"", Fault.NOT_XML),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Document/>', Fault.BROKEN),
        (b'<?xml version="1.0"?><Document><Treaty/></Document>', Fault.NO_TABLE),
        (one_state().bytes()[:-40], Fault.BROKEN),
        (one_state().bytes().replace(b"3 Dec 2008", b"3 Dec 208"), Fault.CELL),
        (one_state().bytes().replace(b"3 Dec 2008", b"31 Feb 2008"), Fault.CELL),
        (one_state().bytes().replace(b"3 Dec 2008", b"[3 Dec 2008"), Fault.CELL),
        (one_state().bytes().replace(b">Signature<", b">Signed by<"), Fault.HEAD),
        (one_state().bytes().replace(b"<Signatories>1", b"<Signatories>2"), Fault.COUNTS),
    ],
)
def test_a_file_that_is_broken_or_does_not_hold_what_it_counts_is_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read(content)
    assert refused.value.fault is fault


def test_a_participant_that_stands_there_twice_is_refused() -> None:
    content = one_state().bytes()
    row = content[content.index(b"<Row><Entry>Kenya") : content.index(b"</Rows>")]
    with pytest.raises(UnreadableFileError) as refused:
        read(content.replace(row, row + row).replace(b"<Signatories>1", b"<Signatories>2"))
    assert refused.value.fault is Fault.TWICE


@pytest.mark.shared
@pytest.mark.parametrize(("name", "numbers"), NUMBERS.items())
def test_the_depositarys_own_files_are_read_and_agree_with_their_counts(
    shared_data: Path, name: str, numbers: tuple[int, int]
) -> None:
    reading = read((shared_data / "treaties" / "untc_samples" / name).read_bytes())
    assert (reading.signatories, reading.parties) == numbers
    assert reading.mtdsg_no == name.partition(".")[0]


@pytest.mark.shared
def test_a_byte_cut_anywhere_in_a_real_table_is_an_error_or_another_reading_never_a_crash(shared_data: Path) -> None:
    content = (shared_data / "treaties" / "untc_samples" / "XXVI-6.en.xml").read_bytes()
    start, end = content.index(b"<Tbody>"), content.index(b"</Tbody>")
    for place in range(start, end, 37):
        try:
            read(content[:place] + content[place + 1 :])
        except UnreadableFileError:
            continue


@pytest.mark.parametrize(("number", "chapter"), [("XXVI-6", 26), ("XXVII-7-a", 27), ("IV-9", 4)])
def test_the_depositarys_page_is_found_by_the_treatys_number(number: str, chapter: int) -> None:
    assert f"mtdsg_no={number}&chapter={chapter}&" in status_page(number)
