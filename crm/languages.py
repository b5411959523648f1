"""The languages of readers without Flask: our words, dates and lists in them, and which version of a text fits whom.

What readers get is written in English and translated in `translations/<language>/LC_MESSAGES/readers.po`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from gettext import NullTranslations
from importlib import resources
from io import BytesIO
from typing import Final

from crm.partial_date import PartialDate

SOURCE: Final = "en"
"""The language that texts are written in."""

LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "ru": "Русский",
    "zh": "中文",
}
"""The languages that readers are spoken to in, each named in itself."""

RIGHT_TO_LEFT: Final = frozenset({"ar"})


class Why(StrEnum):
    """Why a reader gets a language version."""

    WANTED = "wanted"
    SAME_LANGUAGE = "same_language"
    DEFAULT = "default"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which language version a reader gets, and why."""

    language: str
    why: Why

    @property
    def fell_back(self) -> bool:
        """Whether it stands in for a language that is not there, and so has to be said."""
        return self.why in {Why.DEFAULT, Why.ONLY}


def choose(available: Iterable[str], wanted: str, default: str = SOURCE) -> Choice:
    """Choose among language versions: the wanted one, another of the same language, the default, else the first.

    "pt-BR" is of the same language as "pt". Raises ValueError where there is no version.
    """
    versions = tuple(available)
    if not versions:
        message = "there is no version to choose from"
        raise ValueError(message)
    if wanted in versions:
        return Choice(wanted, Why.WANTED)
    akin = next((version for version in versions if primary(version) == primary(wanted)), None)
    if akin is not None:
        return Choice(akin, Why.SAME_LANGUAGE)
    return Choice(default, Why.DEFAULT) if default in versions else Choice(versions[0], Why.ONLY)


def primary(language: str) -> str:
    """The language itself of a tag: "pt" of "pt-BR"."""
    return language.replace("_", "-").partition("-")[0].lower()


def direction(language: str) -> str:
    """In which direction a language is written: `ltr` or `rtl`."""
    return "rtl" if primary(language) in RIGHT_TO_LEFT else "ltr"


@cache
def speaking(language: str) -> NullTranslations:
    """Give the translations of a language, whose `gettext` says our English words in it; else English itself."""
    if language not in LANGUAGES or language == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only who speaks another language reads a catalogue
    from babel.messages.pofile import read_po  # noqa: PLC0415 - the same
    from babel.support import Translations  # noqa: PLC0415 - the same

    compiled = BytesIO()
    source = resources.files("crm") / "translations" / language / "LC_MESSAGES" / "readers.po"
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@dataclass(frozen=True, slots=True)
class _Written:
    """How a language writes a day, a month and a year."""

    day: str = "d MMMM y"
    month: str = "LLLL y"
    year: str = "y"


_WRITTEN: Final = {
    "es": _Written("d 'de' MMMM 'de' y", "LLLL 'de' y"),
    "ru": _Written("d MMMM y 'года'", "LLLL y 'года'", "y 'год'"),
    "zh": _Written("y'年'M'月'd'日'", "y'年'M'月'", "y'年'"),
}
_FIRST_IN_FRENCH: Final = _Written("d'er' MMMM y")
_MONTHS_IN_ARABIC: Final = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""The months as the United Nations write them, by both their names."""


@cache
def long_date(day: date, language: str) -> str:
    """Write a day in full: 8 September 2025."""
    written = _FIRST_IN_FRENCH if language == "fr" and day.day == 1 else _WRITTEN.get(language, _Written())
    return _formatted(day, written.day, language)


@cache
def known_date(known: PartialDate, language: str) -> str:
    """Write as much of a date as is known: 2025, September 2025 or 8 September 2025."""
    if known.day is not None:
        return long_date(known.earliest, language)
    written = _WRITTEN.get(language, _Written())
    return _formatted(known.earliest, written.year if known.month is None else written.month, language)


def listed(words: Sequence[str], language: str) -> str:
    """Write words one after the other: "Kenya, Togo and Zambia"."""
    from babel.lists import format_list  # noqa: PLC0415 - few pages write a list

    locale = _ours(language)
    return str(format_list(list(words), locale="en_GB" if locale == SOURCE else locale))


def _formatted(day: date, pattern: str, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow to import, and most commands write no date

    if language == "ar":
        month = _MONTHS_IN_ARABIC[day.month - 1]
        pattern = pattern.replace("MMMM", f"'{month}'").replace("LLLL", f"'{month}'")
    return str(format_date(day, pattern, locale=_ours(language)))


def _ours(language: str) -> str:
    """The language itself where we speak it, else English, as our words are."""
    return language if language in LANGUAGES else SOURCE
