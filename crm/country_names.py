"""Names of countries in a reader's language: the United Nations' where we keep them, else Unicode's, some of them ours.

`translations/countries.csv` has those where the United Nations say another name than Unicode; a blank cell is as there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Protocol

from crm.languages import LANGUAGES, SOURCE


class Named(Protocol):
    """A country with the names that the database keeps."""

    iso2: Any
    name_en: Any
    name_fr: Any
    name_es: Any


class Called(Named, Protocol):
    """A country with the name by which English sentences call it, too."""

    called_en: Any


def name_of(country: Named, language: str) -> str:
    """Give a country's name as it stands in a list; English in a language that we do not speak."""
    kept = str(getattr(country, f"name_{language}", ""))
    return kept or translated(country.iso2, language) or str(country.name_en)


def called(country: Called, language: str) -> str:
    """Give a country's name as it stands in our sentences.

    It runs through English ones ("the Netherlands signed"). All others have it before a colon, so that no article,
    preposition or case depends on it.
    """
    spoken = language in LANGUAGES and language != SOURCE
    return name_of(country, language) if spoken else str(country.called_en or country.name_en)


@cache
def translated(iso2: str, language: str) -> str:
    """Give a country's name in a language for which the database has no column; nothing where we do not speak it."""
    if language not in LANGUAGES:
        return ""
    from babel import Locale  # noqa: PLC0415 - only who reads another language reads its names

    return _ours().get(iso2, {}).get(language, "") or str(Locale.parse(language).territories.get(iso2, ""))


@cache
def _ours() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("crm") / "translations" / "countries.csv"
    with source.open(encoding="utf-8") as file:
        return {row["iso2"]: row for row in csv.DictReader(file)}
