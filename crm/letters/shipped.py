"""The letters that come with the product, read from its files: the first line is the subject, the rest the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from crm.letters.kinds import LetterKind

NAMES = {
    LetterKind.INVITATION: "Invitation to the network",
    LetterKind.CONGRATULATION: "Congratulation to a new State Party",
    LetterKind.THANKS: "Thanks for an action",
    LetterKind.TO_MINISTER: "Letter to the minister, for members to sign",
    LetterKind.CERTIFICATE: "Certificate of membership",
}
LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True)
class ShippedText:
    """One text as it comes with the product."""

    key: str
    kind: LetterKind
    name: str
    language: str
    subject: str
    body: str


def shipped_texts() -> Sequence[ShippedText]:
    """Every letter in every language, in a fixed order."""
    return [_read(kind, language) for kind in NAMES for language in LANGUAGES]


def _read(kind: LetterKind, language: str) -> ShippedText:
    file = resources.files("crm.letters") / "data" / f"{kind.value}.{language}.md"
    subject, _line, body = file.read_text(encoding="utf-8").partition("\n")
    return ShippedText(kind.value, kind, NAMES[kind], language, subject.strip(), body.strip() + "\n")
