"""Machines that answer: out of office, read receipts, and the like (RFC 3834, RFC 8098)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm.intake.parsing import Part, header, text_of

RECEIPTS = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_ROBOTS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply", "X-Vacation")
_BULK = frozenset({"auto_reply", "auto-reply", "autoreply", "junk"})
_NOT_READ = re.compile(r"disposition:[^\n]{0,200};\s*(?:deleted|denied|failed|error)", re.IGNORECASE)
_REJECTED = re.compile(r"automatically rejected|quota exceeded|rejected by the recipient", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|away from|on vacation"
    r"|r[ée]ponse automatique|absence du bureau|absent du bureau|respuesta autom[áa]tica|fuera de la oficina"
    r"|resposta autom[áa]tica|risposta automatica|abwesenheit|automatische antwort|автоответ|رد تلقائي|自动回复)",
    re.IGNORECASE,
)


def is_receipt(all_parts: Sequence[Part]) -> bool:
    """Whether it says that a message was opened, or deleted unread."""
    return any(part.get_content_type() in RECEIPTS for part in all_parts)


def is_refused_receipt(all_parts: Sequence[Part]) -> bool:
    """Whether it has the form of a receipt but says that the message was not taken."""
    receipts = [part for part in all_parts if part.get_content_type() in RECEIPTS]
    if not receipts:
        return False
    fields = "\n".join(str(part) for part in receipts)[:20_000]
    said = " ".join(text_of(part) for part in all_parts[:6] if part.get_content_type() == "text/plain")[:20_000]
    return bool(_NOT_READ.search(fields) and _REJECTED.search(said))


def is_automatic(message: Part) -> bool:
    """Whether a machine wrote it, so that nobody needs to answer."""
    written = header(message, "Auto-Submitted").lower()
    if written and not written.startswith("no"):
        return True
    if any(header(message, name) for name in _ROBOTS) or header(message, "Precedence").lower() in _BULK:
        return True
    return says_so(message)


def says_so(message: Part) -> bool:
    """Whether its subject says that a machine answers for somebody who is away."""
    return bool(_SUBJECT.match(header(message, "Subject")))
