"""The depositary's file, made by the tests from facts as the depositary would write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from crm.countries.shipped import read_facts

MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
}
HEADS = {
    "en": (
        "Participant",
        "Signature",
        "Provisional application(n)",
        "Approval(AA), Acceptance(A), Accession(a), Succession(d), Ratification",
    ),
    "fr": (
        "Participant",
        "Signature",
        "Application provisoire(n)",
        "Approbation(AA), Acceptation(A), Adhésion(a), Succession(d), Ratification",
    ),
}
CODES = {
    "accession": " a",
    "acceptance": " A",
    "approval": " AA",
    "succession": " d",
    "ratification": "",
    "signature": "",
}
COLUMNS = {"signature": 1, "provisional_application": 2}
DEPOSIT = 3


@dataclass
class File:
    """A file being made: each State's cells by its name, and what is printed above the table."""

    number: str = "XXVI-6"
    language: str = "en"
    rows: dict[str, dict[int, str]] = field(default_factory=dict)
    counts: tuple[int, int] | None = None
    prose: str = "Text of a declaration"

    def act(self, name: str, kind: str, on: date, *, withdrawn: bool = False) -> File:
        """Write an act into the row of a State."""
        text = f"{on.day} {MONTHS[self.language][on.month - 1]} {on.year}{CODES.get(kind, ' n')}"
        self.rows.setdefault(name, {})[COLUMNS.get(kind, DEPOSIT)] = f"[{text} ]" if withdrawn else text
        return self

    def bytes(self) -> bytes:
        """The file as it is published: ISO-8859-1, escaped markup in its texts."""
        chapter, section, *below = self.number.split("-")
        signed, parties = self.counts or (self._count(1), self._count(DEPOSIT))
        head = "".join(f'<Entry colname="{n}">{escape(text)}</Entry>' for n, text in enumerate(HEADS[self.language], 1))
        rows = "".join(self._row(name, cells) for name, cells in sorted(self.rows.items()))
        sub = f"<Subnumsect>{below[0]}</Subnumsect>" if below else ""
        text = (
            '<?xml version="1.0" encoding="iso-8859-1"?>\n<Document><Treaty><Header>'
            f"<Chapter><Header>CHAPTER {chapter}</Header><Name>DISARMAMENT</Name></Chapter>"
            f"<ExternalData><Numsect>{section}</Numsect>{sub}<Status><Signatories>{signed}</Signatories>"
            f"<Parties>{parties}</Parties></Status></ExternalData></Header><Participants><Table><TGroup>"
            f"<Thead><Row>{head}</Row></Thead><Tbody><Rows>{rows}</Rows></Tbody></TGroup></Table></Participants>"
            f"<Declarations><text>{self.prose}</text></Declarations></Treaty></Document>"
        )
        return text.encode("iso-8859-1")

    def _row(self, name: str, cells: Mapping[int, str]) -> str:
        entries = [f"{escape(name)}&lt;superscript&gt;1,2&lt;/superscript&gt;", *(cells.get(n, "") for n in (1, 2, 3))]
        return "<Row>" + "".join(f"<Entry>{text}</Entry>" if text else "<Entry />" for text in entries) + "</Row>"

    def _count(self, column: int) -> int:
        return sum(column in cells and not cells[column].startswith("[") for cells in self.rows.values())


def from_shipped(treaty: str = "ccm", number: str = "XXVI-6", language: str = "en", until: date = date.max) -> File:
    """Make the file that says just what is shipped about a treaty, as it was on a day."""
    file = File(number, language)
    shipped = read_facts("crm.treaties", f"actions_{treaty}")
    acts = [row for row in shipped if date.fromisoformat(row["on"]) <= until]
    left = {row["iso2"] for row in acts if row["kind"] == "withdrawal_effective"}
    named = {row["iso2"]: row[f"name_{language}"] for row in read_facts("crm.countries", "countries")}
    for row in _told(acts):
        file.act(named[row["iso2"]], row["kind"], date.fromisoformat(row["on"]), withdrawn=row["iso2"] in left)
    return file


def _told(acts: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """What stands in a table: no withdrawal does, and nothing about a suspension."""
    silent = {"withdrawal_notified", "withdrawal_effective", "withdrawal_revoked", "suspension_claimed"}
    return sorted((row for row in acts if row["kind"] not in silent), key=lambda row: row["on"])
