"""Abuse reports (RFC 5965, ARF): somebody pressed "this is spam"."""

from __future__ import annotations

from collections.abc import Sequence

from crm.intake.parsing import Part, header, headers, text_of
from crm.intake.recipients import Action, Report, plain_address

TYPE = "message/feedback-report"
HARMLESS = frozenset({"auth-failure", "not-spam"})
"""Feedback that is no complaint: a report of the sender's own signatures, and "this is no spam"."""


def is_feedback(all_parts: Sequence[Part]) -> bool:
    """Whether it is feedback of any kind."""
    return any(part.get_content_type() == TYPE for part in all_parts)


def is_complaint(all_parts: Sequence[Part]) -> bool:
    """Whether it is an abuse report."""
    found = [part for part in all_parts if part.get_content_type() == TYPE]
    return bool(found) and _fields(found[0]).get("feedback-type", "abuse") not in HARMLESS


def reports_in(all_parts: Sequence[Part]) -> Sequence[Report]:
    """Whom the report names, as far as it does; the words are its kind."""
    fields = next((_fields(part) for part in all_parts if part.get_content_type() == TYPE), {})
    named = [plain_address(fields[name]) for name in ("original-rcpt-to", "removal-recipient") if fields.get(name)]
    returned = [part for part in all_parts if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}]
    named += [plain_address(value) for part in returned for inner in _inner(part) for value in headers(inner, "To")]
    words = f"feedback-type: {fields.get('feedback-type', 'abuse')}"
    return [Report(one, Action.DELIVERED, "", words) for one in dict.fromkeys(filter(None, named))] or [
        Report("", Action.DELIVERED, "", words)
    ]


def _inner(part: Part) -> Sequence[Part]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Part)] if isinstance(payload, list) else ()


def _fields(part: Part) -> dict[str, str]:
    """The fields of the report: the library leaves them as text, or as a part of their own."""
    groups = _inner(part)
    if groups:
        names = ("Feedback-Type", "Original-Rcpt-To", "Removal-Recipient")
        return {name.lower(): header(groups[0], name).lower() for name in names if header(groups[0], name)}
    lines = (line.partition(":") for line in text_of(part).splitlines()[:100])
    return {name.strip().lower(): value.strip().lower() for name, _, value in lines if value.strip()}
