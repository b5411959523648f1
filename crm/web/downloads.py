"""Lists as files: CSV and XLSX, written row by row to the disk so that memory stays the same whatever the rows."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any

from flask import Response, abort, request
from werkzeug.http import dump_options_header

from crm.cells import safe_cell

Row = Sequence[object]
LONGEST_NAME = 120
PIECE = 64 * 1024
LONGEST_CELL = 32_767
"""What a cell of an XLSX file holds."""


class Format(StrEnum):
    """The kinds of file a list can be had as."""

    CSV = "csv"
    XLSX = "xlsx"


MIMETYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def wanted_format() -> Format | None:
    """The file that `?format=` asks for; None for a page, 400 for a format we do not have."""
    asked = request.args.get("format")
    if not asked:
        return None
    try:
        return Format(asked)
    except ValueError:
        abort(400)


def download(wanted: Format, name: str, headings: Sequence[str], rows: Iterable[Row]) -> Response:
    """Answer with a list as a file called `name` and its format."""
    write: Callable[[IO[bytes], Sequence[str], Iterable[Row]], None] = {
        Format.CSV: write_csv,
        Format.XLSX: write_xlsx,
    }[wanted]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    try:
        write(file, headings, rows)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, io.SEEK_END)
    answer = Response(_sent(file), content_type=MIMETYPES[wanted])
    answer.content_length = size
    named = {"filename": f"{file_name(name)}.{wanted}"}
    answer.headers["Content-Disposition"] = dump_options_header("attachment", named)
    return answer


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    """Give the file piece by piece, and close it whether or not it was wanted to the end."""
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def file_name(text: str) -> str:
    """Make a name that any system can store: no slashes, quotes, line ends or marks of direction, not too long."""
    kept = "".join(sign if sign.isprintable() and sign not in '\\/:*?"<>|' else " " for sign in text)
    return re.sub(r"\s+", " ", kept).strip(" .").encode()[:LONGEST_NAME].decode(errors="ignore") or "list"


def write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as CSV in UTF-8 with the mark that spreadsheets want, no cell of it a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    text.detach()


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as a sheet whose texts are texts and whose numbers are numbers."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import, seldom wanted

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _xlsx_cell(sheet, number, column, value)


def _csv_cell(value: object) -> str:
    return safe_cell(_text(value))


def _xlsx_cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None and value != "":
        sheet.write_string(row, column, _text(value)[:LONGEST_CELL])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
