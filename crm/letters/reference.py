"""The reference printed in a letter: easy to type from paper, and found again in what somebody writes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that nobody mistakes for each other on paper."""

MOST = 20
"""References looked for in one text."""

_WRITTEN = re.compile(rf"\bPF[-\u2010-\u2015 ]?([{SIGNS}]{{4}})[-\u2010-\u2015 ]?([{SIGNS}]{{4}})\b", re.IGNORECASE)


def new_reference() -> str:
    """A reference for a new letter."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"PF-{drawn[:4]}-{drawn[4:]}"


def references_in(text: str) -> Sequence[str]:
    """The references that stand in a text, however their dashes and capitals are written."""
    found = (f"PF-{first}-{second}".upper() for first, second in _WRITTEN.findall(text))
    return list(dict.fromkeys(found))[:MOST]
