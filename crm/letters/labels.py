"""The few words a letter has besides its text, each in the letter's own language; a language without them has none."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Labels:
    """Words around a text."""

    reference: str = ""
    enclosures: str = ""
    one_page: str = "1"
    many_pages: str = "{pages}"
    code: str = ""
    minister: str = ""
    read: str = ""
    why: str = ""
    no_tracking: str = ""

    def length(self, pages: int) -> str:
        """How long an enclosure is."""
        return self.one_page if pages == 1 else self.many_pages.format(pages=pages)


@cache
def labels_in(language: str) -> Labels:
    """The words in a language; signs alone where we have none."""
    with (resources.files("crm.letters") / "data" / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row.pop("language") == language:
                return Labels(**row)
    return Labels()
