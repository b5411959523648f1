"""The status sheet: where every State stands on a day, with the map, as a PDF made on that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from crm.countries.shapes import world
from crm.languages import direction, long_date
from crm.printing import pdf, style, template
from crm.treaties.status import Counts, Known, TreatyStatus
from crm.treaties.wording import press_sentence, status_heading
from crm.treaties.worldmap import captioned


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet: the States by name with where they stand, the counts, and until when this is known."""

    treaty: str
    on: date
    known: Known
    source: str
    counts: Counts
    states: tuple[tuple[str, str, TreatyStatus], ...]

    @property
    def told(self) -> date:
        """The day for which it can be told."""
        return min(self.on, self.known.told)

    def by_status(self) -> Mapping[TreatyStatus, Sequence[str]]:
        """The names of the States that share a status."""
        return {
            status: [name for _iso2, name, each in self.states if each is status]
            for status in TreatyStatus
            if any(each is status for _iso2, _name, each in self.states)
        }


@lru_cache(maxsize=16)
def sheet_pdf(sheet: Sheet, title: str, language: str, publisher: str) -> bytes:
    """Lay the sheet out; the same facts in the same language give the same file."""
    names = {iso2: name for iso2, name, _status in sheet.states}
    statuses = [(iso2, status) for iso2, _name, status in sheet.states]
    drawing = captioned(world(), sheet.treaty, sheet.told, names, statuses, language)
    svg = template("treaties/map.svg", language).render(**drawing, style=style("css/drawing.css"), countries="")
    html = template("library/sheet.html", language).render(
        title=title,
        sheet=sheet,
        told=long_date(sheet.told, language),
        press=press_sentence(sheet.treaty, sheet.counts, sheet.on, sheet.known, sheet.source, language),
        states={status_heading(status, language): names for status, names in sheet.by_status().items()},
        map=Markup(svg),  # noqa: S704 - a template of ours, its values escaped
        language=language,
        direction=direction(language),
        publisher=publisher,
        style=style("css/print.css"),
    )
    return pdf(html)
