"""A mail as it would look elsewhere: in dark or light, and how large it is."""

from __future__ import annotations

import re
from typing import Final

from crm.digests.checks import MAX_BYTES

LOOKS: Final = ("auto", "light", "dark")
_DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")


def in_look(html: str, look: str) -> str:
    """Show a mail in dark or light whatever the browser prefers; any other look leaves it as it is."""
    media = {"dark": "@media all", "light": "@media not all"}.get(look)
    return html if media is None else _DARK.sub(media, html)


def kilobytes(html: str) -> float:
    """The size of the HTML part, in KB with one digit."""
    return round(len(html.encode()) / 1024, 1)


LARGEST: Final = MAX_BYTES // 1024
"""As many KB as a mail may have."""
