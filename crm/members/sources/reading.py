"""Reading a file of people, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from crm.members.sources import everypolitician, own, popolo
from crm.members.sources.rows import Refusal, RefusedError, Row, UnreadableError
from crm.members.sources.tables import Cells, table
from crm.members.sources.workbooks import sheet

RowReader = Callable[[int, Cells], Row]
MAX_BYTES = 64 * 2**20


class Format(StrEnum):
    """The kinds of file that people come in."""

    CSV = "csv"
    XLSX = "xlsx"
    POPOLO = "popolo"


def format_of(path: Path) -> Format:
    """The kind of a file, by how it begins and not by what it is called."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"PK\x03\x04"):
        return Format.XLSX
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return Format.POPOLO
    return Format.CSV


def read(path: Path, kind: Format | None = None) -> Iterator[Row | Refusal]:
    """The rows of a file, in its order; raises UnreadableError when it is no list of people at all."""
    if path.stat().st_size > MAX_BYTES:
        message = f"The file is larger than {MAX_BYTES // 2**20} MB."
        raise UnreadableError(message)
    kind = kind or format_of(path)
    if kind is Format.POPOLO:
        yield from popolo.people(path)
    else:
        yield from _rows(sheet(path) if kind is Format.XLSX else table(path))


def _rows(lines: Iterator[tuple[int, Cells | str]]) -> Iterator[Row | Refusal]:
    read_row: RowReader | None = None
    for number, cells in lines:
        if isinstance(cells, str):
            yield Refusal(number, cells)
            continue
        read_row = read_row or _reader_for(cells)
        try:
            yield read_row(number, cells)
        except RefusedError as error:
            yield Refusal(number, str(error))


def _reader_for(cells: Cells) -> RowReader:
    if everypolitician.is_shape(cells):
        return everypolitician.read_row
    if own.is_shape(cells):
        return own.read_row
    message = "The file has no column called name: its first line must name the columns."
    raise UnreadableError(message)
