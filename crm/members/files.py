"""Writing people's rows as CSV and XLSX, so that no cell is ever taken for a formula and all come back as they were."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from crm.members.sources.own import COLUMNS

_RISKY = frozenset("=+-@\t\r")
_TELEPHONE = re.compile(r"\+[0-9][0-9 ]{2,30}", re.ASCII)


def inert(text: str) -> str:
    """The text as no spreadsheet takes it for a formula: an apostrophe before it, where it could be; phones stay."""
    if not text or _TELEPHONE.fullmatch(text):
        return text
    is_risky = text[0] in _RISKY or (text[0] == "'" and text[1:2] != "" and text[1] in _RISKY | {"'"})
    return f"'{text}" if is_risky else text


def inert_cells(row: Mapping[str, str]) -> dict[str, str]:
    """A row as it stands in a file."""
    return {column: inert(text) for column, text in row.items()}


def write_csv(rows: Iterable[Mapping[str, str]], file: BinaryIO) -> int:
    """Write rows as CSV in UTF-8 with a mark that spreadsheets know it by; how many rows there were."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    count = 0
    for row in rows:
        writer.writerow([inert(row.get(column, "")) for column in COLUMNS])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(rows: Iterable[Mapping[str, str]], file: BinaryIO) -> int:
    """Write rows as a workbook whose cells are all texts; how many rows there were."""
    # Loaded only when a workbook is written.
    from xlsxwriter import Workbook  # noqa: PLC0415

    count = 0
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("People")
        for place, column in enumerate(COLUMNS):
            page.write_string(0, place, column)
        for count, row in enumerate(rows, start=1):
            for place, column in enumerate(COLUMNS):
                if text := row.get(column, ""):
                    page.write_string(count, place, inert(text))
    return count
