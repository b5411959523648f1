"""What is reported of one recipient: the action, the status code and the server's words (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s<>()\",;:\[\]\\@]{1,64}@[^\s<>()\",;:\[\]\\@]{1,253}")
_KIND_OF_ADDRESS = re.compile(r"^[A-Za-z0-9-]{1,20}\s*;\s*")


class Action(StrEnum):
    """What became of the message for a recipient (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True)
class Report:
    """One recipient: `recipient` as the server names it last, `original` as it was written to, if told."""

    recipient: str
    action: Action
    status: str = ""
    words: str = ""
    original: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses it is about, as written to first."""
        return tuple(dict.fromkeys(one for one in (self.original, self.recipient) if one))


def plain_address(text: str) -> str:
    """The one address in a text such as `rfc822; <Jane@Example.org>`, in small letters; empty when there is none."""
    found = _ADDRESS.search(_KIND_OF_ADDRESS.sub("", text[:1000].strip()))
    return found[0].lower().strip(".'`")[:LONGEST_ADDRESS] if found else ""
