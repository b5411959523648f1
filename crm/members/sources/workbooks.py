"""Reading an XLSX file, after making sure that it is no larger than it says and small enough to open."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from crm.members.sources.rows import UnreadableError
from crm.members.sources.tables import Cells, named

MAX_UNPACKED: Final = 64 * 2**20
MAX_PARTS: Final = 500
MAX_GRID: Final = 4_000_000
"""Cells between the first and the last one: a reader keeps a place for each, empty or not."""

_CHUNK: Final = 1 << 18
_LOCAL_HEADER: Final = 30
_OVERLAP: Final = 48
_REFERENCE = re.compile(rb"""[\s<]r\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,10})["']""")
_NOT_XLSX: Final = "The file is no XLSX workbook."


def sheet(path: Path) -> Iterator[tuple[int, Cells | str]]:
    """The rows of the first sheet as (row of the sheet, cells by column); raises UnreadableError."""
    check(path)
    # Loaded only when there is a workbook to read.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise UnreadableError(_NOT_XLSX) from error
    yield from named((number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1))


def check(path: Path) -> None:
    """Refuse a workbook that would unpack to too much, whatever its headers claim; raises UnreadableError."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise UnreadableError(_too_large())
            left = MAX_UNPACKED
            for part in parts:
                left -= _measure(file, part, left)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        # The library says the last of a way of packing it does not know.
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(_NOT_XLSX) from error


def _measure(file: BinaryIO, part: zipfile.ZipInfo, limit: int) -> int:
    """Unpack a part without keeping it; its true size. A sheet's cells must lie in a grid that can be held."""
    is_sheet = part.filename.lower().startswith("xl/worksheets/")
    size, tail, grid = 0, b"", _Grid()
    for piece in _unpack(file, part):
        if size == 0 and is_sheet and piece[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise UnreadableError(_NOT_XLSX)
        size += len(piece)
        if size > limit:
            raise UnreadableError(_too_large())
        if is_sheet:
            grid.see(tail + piece)
            tail = piece[-_OVERLAP:]
    return size


def _unpack(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(part.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise UnreadableError(_NOT_XLSX)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    stored = part.compress_type == zipfile.ZIP_STORED
    if not stored and part.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableError(_NOT_XLSX)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(_CHUNK, left))):
        left -= len(packed)
        if stored:
            yield packed
            continue
        while packed and not unpacker.eof:
            yield unpacker.decompress(packed, _CHUNK)
            packed = unpacker.unconsumed_tail


class _Grid:
    """How far the cells of a sheet reach."""

    def __init__(self) -> None:
        self._rows = self._columns = 1

    def see(self, xml: bytes) -> None:
        """Read the references of cells and rows in a piece of XML."""
        for letters, digits in _REFERENCE.findall(xml):
            self._rows = max(self._rows, int(digits))
            column = 0
            for letter in letters.upper():
                column = column * 26 + letter - 64
            self._columns = max(self._columns, column)
        if self._rows * self._columns > MAX_GRID:
            raise UnreadableError(_too_large())


def _too_large() -> str:
    return "The workbook is too large to open: save the people's sheet alone, or as CSV."


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
