"""Striking words out of whatever was kept: the name of somebody who is not to be known any more."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape
from typing import Any

STRUCK = "[erased]"
"""Stands where the words were."""


def strike(said: Any, words: Collection[str]) -> Any:
    """A text, or whatever holds texts, without these words: each wherever it stands alone, whatever its case."""
    spelt = {form for word in words if word.strip() for form in (word.strip(), escape(word.strip()))}
    if not spelt:
        return said
    # The longest first: "Ada Lovelace" goes as one, before "Ada" goes.
    any_of_them = "|".join(re.escape(word) for word in sorted(spelt, key=lambda word: (-len(word), word)))
    return _strike(said, re.compile(rf"(?<!\w)(?:{any_of_them})(?!\w)", re.IGNORECASE))


def _strike(said: Any, words: re.Pattern[str]) -> Any:
    if isinstance(said, str):
        return words.sub(STRUCK, said)
    if isinstance(said, dict):
        return {name: _strike(value, words) for name, value in said.items()}
    if isinstance(said, list):
        return [_strike(value, words) for value in said]
    return said
