"""The content hash: the same as long as nobody edits what is sent, or to whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from crm.digests.issue import Issue


def content_hash(
    issues: Mapping[str, Issue],
    audience: Mapping[str, Any],
    audiences: Mapping[int, Mapping[str, Any]],
    beside: Mapping[str, Any],
) -> str:
    """Hash what staff wrote in each language, for whom, and what goes beside: an edit of any voids an approval."""
    said = {
        "audience": audience,
        "beside": beside,
        "issues": {language: _said(issue, audiences) for language, issue in issues.items()},
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _said(issue: Issue, audiences: Mapping[int, Mapping[str, Any]]) -> Mapping[str, Any]:
    return {
        "title": issue.title,
        "preheader": issue.preheader,
        "parts": [
            [part.kind, part.heading, part.text, [[line.text, line.link] for line in part.lines], audiences[part.key]]
            for part in issue.parts
        ],
    }
