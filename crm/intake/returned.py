"""What ties a message that came back to one of ours: the Message-IDs in it, and tokens in the addresses it went to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.intake.parsing import LONGEST_HEADER, Part, headers

MOST = 40
SEARCHED = 200_000
_ID = re.compile(r"<([^<>\s@]{1,200}@[^<>\s@]{1,200})>")
_WRITTEN = re.compile(
    r"message-?id\s*:?\s*(?:=3C|<|&lt;)\s*([^<>\s@&]{1,200}@[^<>\s@&]{1,200}?)\s*(?:=3E|>|&gt;)", re.IGNORECASE
)
_TOKEN = re.compile(r"\+([0-9a-f]{32})@")
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"})
_NAMES = ("Message-ID", "X-Message-ID", "Original-Message-ID", "X-Original-Message-ID", "X-MS-Original-Message-ID")


@dataclass(frozen=True)
class Returned:
    """Message-IDs: those of the returned message, and those the message says it answers."""

    message_ids: Sequence[str] = ()
    answered: Sequence[str] = ()


def returned_in(message: Part, all_parts: Sequence[Part], said: str) -> Returned:
    """Find them in headers of returned parts and reports, in returned text, and in the thread's headers."""
    found = [value for part in all_parts[1:] for name in _NAMES for value in headers(part, name)]
    texts = [said, *(_source(part) for part in all_parts if _is_returned(part))]
    written = [f"<{one}>" for text in texts for one in _WRITTEN.findall(text[:SEARCHED])]
    answered = [value for name in ("In-Reply-To", "References") for value in headers(message, name)]
    return Returned(_ids([*found, *written]), _ids(answered))


def tokens_in(addresses: Iterable[str]) -> Sequence[str]:
    """The tokens of addresses like `bounces+TOKEN@…`."""
    found = (token for address in addresses for token in _TOKEN.findall(address[:LONGEST_HEADER].lower()))
    return tuple(dict.fromkeys(found))[:MOST]


def _ids(values: Iterable[str]) -> Sequence[str]:
    return tuple(dict.fromkeys(one for value in values for one in _ID.findall(value)))[:MOST]


def _is_returned(part: Part) -> bool:
    return part.get_content_type() in _RETURNED or part.get_content_type().startswith(("text/", "message/delivery"))


def _source(part: Part) -> str:
    """The text of a returned part where it was not taken apart itself."""
    if part.is_multipart():
        return ""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    return payload[:SEARCHED].decode("latin-1") if isinstance(payload, bytes) else str(part.get_payload())[:SEARCHED]
