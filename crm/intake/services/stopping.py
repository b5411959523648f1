"""Stopping a digest by mail: what a mail program sends to the address in `List-Unsubscribe` (RFC 2369)."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from crm.intake.reading import Kind, Reading
from crm.mail.models import UNSUBSCRIBE, LinkToken
from crm.mail.queries import find_token
from crm.preferences import services as preferences

BY_MAIL = "by a mail to us"
_SUBJECT = re.compile(r"unsubscribe ([0-9a-f]{32})", re.IGNORECASE | re.ASCII)


def find_wish(session: Session, reading: Reading) -> LinkToken | None:
    """Whose digest a mail asks to stop: only who had one knows its token, whoever the mail says it is from."""
    wish = _SUBJECT.fullmatch(reading.subject.strip())
    if wish is None or reading.kind not in {Kind.MAIL, Kind.AUTO_REPLY}:
        return None
    return find_token(session, UNSUBSCRIBE, wish[1].lower())


def stop(session: Session, now: datetime, wish: LinkToken) -> None:
    """Stop it, at once; twice is harmless."""
    preferences.stop(session, now, wish, BY_MAIL)
