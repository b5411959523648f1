"""The pages of digests: staff's way from collecting to the report, and what readers open from a mail."""

from __future__ import annotations

from crm.digests.views import archive, blocks, composing, preview, quiet, reading, reporting, sending, translating
from crm.digests.views.blueprint import bp

blueprints = (bp,)

__all__ = [
    "archive",
    "blocks",
    "blueprints",
    "composing",
    "preview",
    "quiet",
    "reading",
    "reporting",
    "sending",
    "translating",
]
