"""The content hash: the same as long as nobody edits what is sent, or to whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from crm.digests.issue import Issue


def content_hash(issue: Issue, audience: Mapping[str, Any], audiences: Sequence[Mapping[str, Any]]) -> str:
    """Hash what staff wrote and for whom: an edit of either voids an approval."""
    said = {
        "title": issue.title,
        "preheader": issue.preheader,
        "language": issue.language,
        "audience": audience,
        "parts": [
            [part.kind, part.heading, part.text, [[line.text, line.link] for line in part.lines], audience_of_part]
            for part, audience_of_part in zip(issue.parts, audiences, strict=True)
        ],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
