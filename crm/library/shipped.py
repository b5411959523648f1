"""The texts that come with the product: `data/<folder>/<key>.<language>.md`, whose first line is the title."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

AUTHOR = "Parliamentary Friends"
SOURCE = "Written for this library"


@dataclass(frozen=True)
class Words:
    """A title and the words under it."""

    title: str
    body: str

    @property
    def fingerprint(self) -> str:
        """A print by which a text is known again."""
        return hashlib.sha256(f"{self.title}\n{self.body}".encode()).hexdigest()[:32]


def read_texts(folder: str) -> Mapping[str, Mapping[str, Words]]:
    """Read a folder of texts, by key and language."""
    found: dict[str, dict[str, Words]] = {}
    for path in sorted((resources.files("crm.library") / "data" / folder).iterdir(), key=lambda each: each.name):
        key, language, suffix = path.name.split(".")
        if suffix == "md":
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            found.setdefault(key, {})[language] = Words(title.removeprefix("# ").strip(), body.strip())
    return found
