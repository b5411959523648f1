"""The depositary's own file: the status of one treaty as XML by the UN Treaty Collection (MTDSG).

The text is ISO-8859-1 with stray control characters and bare ampersands in its prose; markup stands escaped inside
text. The columns are read from the head of the table, never by their place; square brackets mean that the State has
withdrawn. Source of the grammar: the files themselves, in English and in French.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.treaties.acts import TreatyActionKind


class Fault(StrEnum):
    """Why a file is not read."""

    NOT_XML = "not xml"
    BROKEN = "broken"
    NO_TABLE = "no table"
    HEAD = "head"
    CELL = "cell"
    TWICE = "twice"
    COUNTS = "counts"
    DAY = "day"


class UnreadableFileError(ValueError):
    """A file that says nothing we may trust; `detail` names the place."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        """Keep the fault and the place."""
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault
        self.detail = detail


class Column(StrEnum):
    """What a column of the table is about."""

    SIGNATURE = "signature"
    PROVISIONAL_APPLICATION = "provisional_application"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class Cell:
    """A dated act. `kind` is None for a code that our terms have no word for; in brackets, the State has withdrawn."""

    kind: TreatyActionKind | None
    on: date
    code: str = ""
    bracketed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A participant by the depositary's name, and what it did."""

    name: str
    cells: Mapping[Column, Cell]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: of which treaty ("XXVI-6"), every participant, and the counts printed above the table."""

    mtdsg_no: str
    lines: Sequence[Line]
    signatories: int | None
    parties: int | None

    @property
    def latest_on(self) -> date | None:
        """The day of the latest act in the table: the file is at least as new."""
        return max((cell.on for line in self.lines for cell in line.cells.values()), default=None)


def status_page(mtdsg_no: str) -> str:
    """The address of the depositary's page about a treaty, where a person looks: "XXVI-6" is in chapter 26."""
    roman, *_rest = mtdsg_no.split("-")
    values = [_ROMAN.get(letter, 0) for letter in roman]
    after = [*values[1:], 0]
    chapter = sum(-value if value < following else value for value, following in zip(values, after, strict=True))
    query = f"src=TREATY&mtdsg_no={mtdsg_no}&chapter={chapter}&clang=_en"
    return f"https://treaties.un.org/Pages/ViewDetails.aspx?{query}"


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def read(content: bytes) -> Reading:
    """Read a file and check it against its own counts; raises UnreadableFileError for anything doubtful."""
    document = _parse(content)
    table = document.find(".//Participants/Table/TGroup")
    if table is None:
        raise UnreadableFileError(Fault.NO_TABLE)
    columns = _columns([_text(entry) for entry in table.iterfind("Thead/Row/Entry")])
    lines = [
        _line([_text(entry) for entry in row.iterfind("Entry")], columns) for row in table.iterfind("Tbody/Rows/Row")
    ]
    reading = Reading(_number(document), lines, _count(document, "Signatories"), _count(document, "Parties"))
    _check(reading)
    return reading


_PROLOGUE = b"<?xml"
_CONTROL = {0x02: " ", 0x13: "–", 0x14: "—", 0x18: "'", 0x19: "'", 0x1C: '"', 0x1D: '"'}
_CLEAN = {code: _CONTROL.get(code) for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}}
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<superscript>.*?</superscript>", re.DOTALL)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_CHAPTER = re.compile(r"\b([IVXLC]+)(?:-([A-Z]))?\s*$")


def _parse(content: bytes) -> ET.Element:
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_PROLOGUE):
        raise UnreadableFileError(Fault.NOT_XML)
    text = content.decode("iso-8859-1").translate(_CLEAN)
    if _FORBIDDEN.search(text):
        raise UnreadableFileError(Fault.BROKEN, "document type")
    text = _BARE_AMPERSAND.sub("&amp;", text[text.index("?>") + 2 :] if "?>" in text else text)
    try:
        return ET.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except ET.ParseError as error:
        raise UnreadableFileError(Fault.BROKEN, str(error)) from error


def _text(entry: ET.Element) -> str:
    """The words of an entry: without footnote marks and markup, its spaces made one."""
    words = _SUPERSCRIPT.sub("", "".join(entry.itertext()))
    return " ".join(_MARKUP.sub("", words).replace("\xa0", " ").split())


def _number(document: ET.Element) -> str:
    """The treaty's number in the collection: chapter, section, subsection."""
    chapter = _CHAPTER.search(document.findtext(".//Chapter/Header", "").strip())
    section = document.findtext(".//ExternalData/Numsect", "").strip()
    if chapter is None or not section:
        raise UnreadableFileError(Fault.BROKEN, "no number of a treaty")
    below = document.findtext(".//ExternalData/Subnumsect", "").strip()
    return "-".join(part for part in (chapter[1], section, below) if part)


def _count(document: ET.Element, name: str) -> int | None:
    printed = document.findtext(f".//ExternalData/Status/{name}", "").strip()
    return int(printed) if printed.isdecimal() else None


_WORDS = {
    "signature": None,
    "ratification": TreatyActionKind.RATIFICATION,
    "acceptance": TreatyActionKind.ACCEPTANCE,
    "acceptation": TreatyActionKind.ACCEPTANCE,
    "approval": TreatyActionKind.APPROVAL,
    "approbation": TreatyActionKind.APPROVAL,
    "accession": TreatyActionKind.ACCESSION,
    "adhésion": TreatyActionKind.ACCESSION,
    "succession": TreatyActionKind.SUCCESSION,
}
"""What the parts of a deposit column's label mean, in English and in French."""

_PART = re.compile(r"\s*([^,(]+?)\s*(?:\((\w+)\))?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class _Head:
    """A column: what it is about, and what each code in it means; "" is a date without a code."""

    column: Column
    codes: Mapping[str, TreatyActionKind]


def _columns(head: Sequence[str]) -> Sequence[_Head | None]:
    """What each column is; the first names the participant."""
    if not head or not head[0].casefold().startswith("participant"):
        raise UnreadableFileError(Fault.HEAD, ", ".join(head))
    found = [_head(label) for label in head[1:]]
    kinds = [one.column for one in found]
    if Column.DEPOSIT not in kinds or len(set(kinds)) != len(kinds):
        raise UnreadableFileError(Fault.HEAD, ", ".join(head))
    return [None, *found]


def _head(label: str) -> _Head:
    words = label.casefold()
    if words.startswith("signature") and "," not in words:
        return _Head(Column.SIGNATURE, {"": TreatyActionKind.SIGNATURE})
    if "provisional application" in words or "application provisoire" in words:
        provisional = TreatyActionKind.PROVISIONAL_APPLICATION
        return _Head(Column.PROVISIONAL_APPLICATION, {"": provisional, "n": provisional})
    codes: dict[str, TreatyActionKind] = {}
    for part, code in _PART.findall(label):
        kind = _WORDS.get(part.casefold())
        if kind is None:
            raise UnreadableFileError(Fault.HEAD, label)
        codes[code] = kind
    return _Head(Column.DEPOSIT, codes)


_DATE = r"(?P<day>\d{1,2}) (?P<month>[^\W\d]+)\.? (?P<year>\d{4})"
_CELL = re.compile(rf"(?P<open>\[\s*)?{_DATE}(?: (?P<code>[A-Za-z]{{1,2}}))?\s*(?P<close>\])?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv", "feb févr", "mar mars", "apr avr", "may mai", "jun juin",
            "jul juil", "aug août", "sep sept", "oct", "nov", "dec déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def _line(entries: Sequence[str], columns: Sequence[_Head | None]) -> Line:
    if len(entries) != len(columns) or not entries[0]:
        raise UnreadableFileError(Fault.CELL, " · ".join(entries))
    cells = {
        head.column: _cell(entries[0], text, head)
        for head, text in zip(columns, entries, strict=True)
        if head is not None and text
    }
    return Line(entries[0], cells)


def _cell(name: str, text: str, head: _Head) -> Cell:
    found = _CELL.fullmatch(text)
    month = _MONTHS.get(found["month"].casefold()) if found else None
    if found is None or month is None or bool(found["open"]) is not bool(found["close"]):
        raise UnreadableFileError(Fault.CELL, f"{name}: {text}")
    try:
        on = date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        raise UnreadableFileError(Fault.CELL, f"{name}: {text}") from None
    code = found["code"] or ""
    return Cell(head.codes.get(code), on, code, bracketed=bool(found["open"]))


def _check(reading: Reading) -> None:
    """Hold the table against the counts printed above it, which leave out who withdrew."""
    names = [line.name for line in reading.lines]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise UnreadableFileError(Fault.TWICE, ", ".join(sorted(twice)))
    printed = {Column.SIGNATURE: reading.signatories, Column.DEPOSIT: reading.parties}
    for column, number in printed.items():
        cells = [line.cells[column] for line in reading.lines if column in line.cells]
        counted = sum(not cell.bracketed for cell in cells)
        if number is not None and counted != number:
            raise UnreadableFileError(Fault.COUNTS, f"{column.value}: {counted}, {number}")
