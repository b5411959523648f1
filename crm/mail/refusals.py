"""Why a server did not take a mail, in plain words, from its status code (RFC 3463)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm.languages import speaking

_ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.(\d{1,3})\b")


def refusal_words(answer: str, language: str = "en") -> str:
    """Say why a server refused a message."""
    match = _ENHANCED.search(answer)
    words = _words(language)
    if match is None:
        return words["", ""]
    subject, detail = match.groups()
    return words.get((subject, detail)) or words.get((subject, "")) or words["", ""]


def _words(language: str) -> Mapping[tuple[str, str], str]:
    """The words for a status code's subject and detail, or for its subject alone."""
    _ = speaking(language).gettext
    return {
        ("", ""): _("The server refused it"),
        ("1", ""): _("Address does not exist"),
        ("2", "1"): _("Inbox not accepting messages"),
        ("2", "2"): _("Mailbox is full"),
        ("2", ""): _("The mailbox did not take it"),
        ("3", "4"): _("Too large for their server"),
        ("4", ""): _("Their server could not be reached"),
        ("5", ""): _("Our server and theirs did not understand each other"),
        ("6", ""): _("Their server could not read it"),
        ("7", ""): _("Refused by their server's rules; the address may well work"),
    }
