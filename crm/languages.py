"""A reader's language without Flask: our words, and dates as they are written in it."""

from __future__ import annotations

from datetime import date
from functools import cache
from gettext import NullTranslations, translation
from importlib import resources

from crm.partial_date import PartialDate


@cache
def speaking(language: str) -> NullTranslations:
    """Give the translations of a language, whose `gettext` says our English words in it; else English itself."""
    folder = str(resources.files("crm") / "translations")
    return translation("messages", folder, [language], fallback=True)


@cache
def long_date(day: date, language: str) -> str:
    """Write a day in full: 8 September 2025."""
    return _written(day, "d MMMM y", language)


@cache
def known_date(known: PartialDate, language: str) -> str:
    """Write as much of a date as is known: 2025, September 2025 or 8 September 2025."""
    if known.day is not None:
        return long_date(known.earliest, language)
    return _written(known.earliest, "y" if known.month is None else "MMMM y", language)


def _written(day: date, pattern: str, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow to import, and most commands write no date

    return format_date(day, pattern, locale=language)
