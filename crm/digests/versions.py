"""Which version of a digest somebody reads, and what they are told where it is not in their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.languages import LANGUAGES, choose, speaking


def version_for(wanted: str, versions: Sequence[str]) -> str:
    """Choose a version: the reader's language, else a form of the same language, else the one written first."""
    return choose(versions, wanted, versions[0]).language


@dataclass(frozen=True)
class Notice:
    """A sentence to a reader, and the language it is in."""

    text: str
    language: str


def notice(wanted: str, given: str) -> Notice | None:
    """Tell a reader, in their language where we speak it, that a digest has no version in it; None where it has."""
    if not wanted:
        return None
    spoken = wanted if speaks(wanted) else given
    words = speaking(spoken).gettext("This issue has no version in {wanted}. You read it in {given}.")
    named = (language_name(wanted, spoken), language_name(given, spoken))
    return Notice(words.replace("{wanted}", named[0]).replace("{given}", named[1]), spoken)


def speaks(language: str) -> bool:
    """Whether our own words are written in a language."""
    return language in LANGUAGES


def untranslated(languages: Sequence[str], language: str) -> str:
    """Tell a reader that parts of a version are not translated; nothing where all are."""
    if not languages:
        return ""
    named = ", ".join(language_name(code, language) for code in languages)
    return (
        speaking(language)
        .gettext("Parts of it are not translated: they are in {language}.")
        .replace("{language}", named)
    )


def language_name(code: str, language: str) -> str:
    """Name a language in a language; its code where neither knows it."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import, and most commands name no language

    try:
        return str(Locale.parse(code).get_display_name(language) or code)
    except (UnknownLocaleError, ValueError):
        return code
