"""Addresses inside the product, and those that only look so."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_target(target: str | None, otherwise: str = "/") -> str:
    """Give the page to go on to, if it is one of ours, else another one.

    Browsers read a backslash as a slash and drop control characters, so an address with one is refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or any(ord(character) <= ord(" ") for character in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
