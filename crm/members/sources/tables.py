"""Reading a CSV file as people save it: any of the usual encodings, separators and line ends."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from crm.cells import plain_cell
from crm.members.sources.rows import UnreadableError

Cells = dict[str, str]
MAX_ROWS: Final = 250_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 100_000
_CHUNK: Final = 1 << 16
_SEPARATORS: Final = (",", ";", "\t", "|")


def encoding_of(path: Path) -> str:
    """The encoding a text file is in: by its byte order mark, UTF-8 where it reads as such, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def table(path: Path) -> Iterator[tuple[int, Cells | str]]:
    """The rows of a CSV file as (line of the file, cells by column), or (line, what is wrong with it).

    Raises UnreadableError when there is no table in the file.
    """
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        separator = _separator(file.readline(_CHUNK))
        file.seek(0)
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(file, delimiter=separator)
        yield from named(_lines(reader))


def named(lines: Iterator[tuple[int, list[str] | str]]) -> Iterator[tuple[int, Cells | str]]:
    """Put the columns' names to the cells; the first line that is not empty holds the names."""
    header: list[str] | None = None
    has_rows = False
    for count, (number, cells) in enumerate(lines):
        if count > MAX_ROWS:
            message = f"The file has more than {MAX_ROWS} rows."
            raise UnreadableError(message)
        if header is None:
            if not isinstance(cells, str) and any(cells):
                header = [column_name(cell) for cell in cells[:MAX_COLUMNS]]
        elif isinstance(cells, str):
            has_rows = True
            yield number, cells
        elif any(cells):
            has_rows = True
            yield number, dict(zip(header, cells, strict=False))
    if not has_rows:
        message = "There are no rows in the file."
        raise UnreadableError(message)


def column_name(text: str) -> str:
    """A column's name in one form: lower case, words joined by underscores."""
    return "_".join(text.replace("\ufeff", "").replace("-", " ").replace("_", " ").split()).casefold()


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    try:
        for cells in reader:
            guarded = "'" in "".join(cells)  # seldom: most lines are taken as they are
            yield _line_number(reader), [plain_cell(cell) for cell in cells] if guarded else cells
    except csv.Error as error:
        yield _line_number(reader), f"this line can't be read as CSV: {error}"


def _line_number(reader: Iterator[list[str]]) -> int:
    number: int = getattr(reader, "line_num", 0)
    return number


def _separator(first_line: str) -> str:
    return max(_SEPARATORS, key=first_line.count)
