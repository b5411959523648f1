"""The go-live checklist: what must be in place before mail leaves for real people."""

from __future__ import annotations

from collections.abc import Sequence

from crm.config import Settings
from crm.digests.issue import Imprint


def obstacles(settings: Settings, imprint: Imprint) -> Sequence[str]:
    """List what is missing; nothing when no mail server is set, or when the operator waved it through."""
    if not settings.mail_server or settings.demonstration or settings.mail_live:
        return []
    wanted = (
        (settings.secure, "an address of this instance that readers can reach (CRM_BASE_URL with https)"),
        (imprint.name, "the organisation's name in the settings"),
        (imprint.postal_address, "the postal address in the settings"),
        (imprint.reply_box, "the reply box in the settings"),
    )
    return [words for there, words in wanted if not there]
