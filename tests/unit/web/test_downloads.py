"""Lists as files."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from crm.web.downloads import file_name, write_csv, write_xlsx

ROWS = [["=HYPERLINK(1)", 12, None, date(2026, 3, 2)], ["Côte d’Ivoire", -3, "", "+41 22 917"]]


def test_a_csv_file_opens_in_a_spreadsheet_without_a_formula() -> None:
    file = io.BytesIO()
    write_csv(file, ["Title", "Votes", "Note", "Date"], ROWS)
    text = file.getvalue().decode("utf-8-sig")
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["Title", "Votes", "Note", "Date"],
        ["'=HYPERLINK(1)", "12", "", "2026-03-02"],
        ["Côte d’Ivoire", "-3", "", "+41 22 917"],
    ]


def test_a_sheet_keeps_texts_as_texts_and_numbers_as_numbers() -> None:
    file = io.BytesIO()
    write_xlsx(file, ["Title", "Votes", "Note", "Date"], ROWS)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    assert rows == [
        ["Title", "Votes", "Note", "Date"],
        ["=HYPERLINK(1)", 12.0, "", "2026-03-02"],
        ["Côte d’Ivoire", -3.0, "", "+41 22 917"],
    ]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ('a/b\\c"d\r\ne', "a b c d e"),
        ("\u202egpj.exe", "gpj.exe"),
        ("..", "list"),
        ("é" * 255, "é" * 60),
    ],
)
def test_a_file_name_can_be_stored_anywhere(asked: str, given: str) -> None:
    assert file_name(asked) == given
