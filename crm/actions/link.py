"""Links to what somebody said or tabled: web addresses only."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 500
SCHEMES = frozenset({"http", "https"})


class BadLinkError(ValueError):
    """A text that is no web address."""


def read_link(text: str) -> str:
    """Read a web address as typed, empty when there is none; `www.parliament.example` gets its https://.

    Raises BadLinkError for any other scheme, for spaces inside, and for what is too long.
    """
    text = text.strip()
    if not text:
        return ""
    address = text if ":" in text.split("/", 1)[0] else f"https://{text}"
    try:
        parts = urlsplit(address)
        known = parts.scheme.lower() in SCHEMES and "." in (parts.hostname or "")
    except ValueError:
        known = False
    if not known or len(address) > LONGEST or any(sign.isspace() or not sign.isprintable() for sign in address):
        raise BadLinkError(text[:LONGEST])
    return address
