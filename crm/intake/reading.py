"""What a message that came back says, as plain facts: pure, quick, and never a fault whatever the bytes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from enum import StrEnum

from crm.intake import automatic, complaints, failures, status_reports
from crm.intake.parsing import Part, clean, header, headers, parse, parts, text_of
from crm.intake.recipients import Action, Report, plain_address
from crm.intake.returned import Returned, returned_in, tokens_in

MOST_REPORTS = 200
RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To")


class Kind(StrEnum):
    """What a message is that came back."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto_reply"
    RECEIPT = "receipt"
    NOTICE = "notice"
    """A mail system tells something that asks for nothing."""
    MAIL = "mail"
    """Written by a person, as far as can be told: a reply when it answers us."""


@dataclass(frozen=True)
class Reading:
    """A message as it was understood."""

    kind: Kind
    reports: Sequence[Report]
    returned: Returned
    tokens: Sequence[str]
    sender: str
    sender_name: str
    subject: str
    message_id: str
    text: str

    @property
    def message_ids(self) -> Sequence[str]:
        """Every Message-ID it names as the one it is about, those of a returned part first."""
        return (*self.returned.message_ids, *self.returned.answered)


def read(raw: bytes, envelope_recipients: Sequence[str] = ()) -> Reading:
    """Read a message; `envelope_recipients` are the addresses it was handed over for, where that is known."""
    message = parse(raw)
    all_parts = list(parts(message))
    said = _said(message, all_parts)
    kind, reports = _understood(message, all_parts, said)
    name, sender = _sender(message)
    named = [*envelope_recipients, *(value for each in RECIPIENT_HEADERS for value in headers(message, each))]
    return Reading(
        kind=kind,
        reports=tuple(reports[:MOST_REPORTS]),
        returned=returned_in(message, all_parts, said),
        tokens=tuple(tokens_in(named)),
        sender=sender,
        sender_name=name[:200],
        subject=header(message, "Subject")[:300],
        message_id=header(message, "Message-ID")[:300],
        text=said,
    )


def _understood(message: Part, all_parts: Sequence[Part], said: str) -> tuple[Kind, Sequence[Report]]:
    """The kind, from the surest sign to the weakest, and what is reported of each recipient."""
    if complaints.is_complaint(all_parts):
        return Kind.COMPLAINT, complaints.reports_in(all_parts)
    if reports := status_reports.reports_in(all_parts, said):
        return _kind_of(reports), reports
    return _by_form(message, all_parts, said) or _by_words(message, all_parts, said)


def _by_form(message: Part, all_parts: Sequence[Part], said: str) -> tuple[Kind, Sequence[Report]] | None:
    if automatic.is_refused_receipt(all_parts):
        return Kind.BOUNCE, failures.reports_in(message, all_parts, said)
    if automatic.is_receipt(all_parts):
        return Kind.RECEIPT, ()
    return (Kind.NOTICE, ()) if complaints.is_feedback(all_parts) else None


def _by_words(message: Part, all_parts: Sequence[Part], said: str) -> tuple[Kind, Sequence[Report]]:
    away = automatic.says_so(message)
    if not away and failures.looks_like_one(message, all_parts, said):
        reports = failures.reports_in(message, all_parts, said)
        if reports:
            return _kind_of(reports), reports
    return (Kind.AUTO_REPLY if away or automatic.is_automatic(message) else Kind.MAIL), ()


def _kind_of(reports: Sequence[Report]) -> Kind:
    actions = {report.action for report in reports}
    if Action.FAILED in actions:
        return Kind.BOUNCE
    return Kind.DELAYED if Action.DELAYED in actions else Kind.DELIVERED


def _said(message: Part, all_parts: Sequence[Part]) -> str:
    """The words of the message itself: its first text, plain where there is one, else from the HTML."""
    leaves = [part for part in all_parts if not part.is_multipart()]
    # A part whose own headers are broken is left as text under the type of a container.
    own = [part for part in leaves if part.get_content_maintype() in {"text", "multipart"}]
    plain = [part for part in own if part.get_content_type() != "text/html"]
    chosen = plain[:1] or own[:1]
    return text_of(chosen[0]) if chosen else ("" if message.is_multipart() else text_of(message))


def _sender(message: Part) -> tuple[str, str]:
    found = getaddresses(headers(message, "From")[:1])
    name, address = found[0] if found else ("", "")
    return clean(name), plain_address(address)
