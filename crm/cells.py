"""Texts in the cells of a CSV file: no spreadsheet takes one for a formula, and each is read back as it was."""

from __future__ import annotations

import re

_LIVE = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?|\+\d[\d ]*", re.ASCII)


def safe_cell(text: str) -> str:
    """Put an apostrophe before a text that would be a formula; numbers and phone numbers stay as they are."""
    return f"'{text}" if _LIVE.match(text) and not _NUMBER.fullmatch(text) else text


def plain_cell(text: str) -> str:
    """Take away the apostrophe that safe_cell put there."""
    return text[1:] if text.startswith("'") and _LIVE.match(text) else text
