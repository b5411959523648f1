"""Delivery status notifications (RFC 3461 to 3464), with what some servers make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crm.intake.diagnosis import status_from
from crm.intake.parsing import Part, header
from crm.intake.recipients import Action, Report, plain_address

TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
LONGEST_WORDS = 1000
_ACTION = re.compile(r"[a-z]+")
_OTHER_WORDS = {"failure": Action.FAILED, "error": Action.FAILED, "deferred": Action.DELAYED, "delivery": Action.FAILED}


def reports_in(all_parts: Sequence[Part], said: str) -> Sequence[Report]:
    """What the machine-readable part reports of each recipient; nothing when there is no such part."""
    found = [report for part in all_parts if part.get_content_type() in TYPES for report in _reports(part, said)]
    return list({(report.recipient, report.original): report for report in reversed(found)}.values())[::-1]


def _reports(part: Part, said: str) -> Iterator[Report]:
    payload = part.get_payload()
    for group in payload if isinstance(payload, list) else ():
        if isinstance(group, Part) and (report := _report(group, said)):
            yield report


def _report(group: Part, said: str) -> Report | None:
    """One group of fields; the group about the message as a whole names no recipient."""
    recipient, original = (plain_address(header(group, name)) for name in ("Final-Recipient", "Original-Recipient"))
    alias = plain_address(header(group, "X-Actual-Recipient"))
    if not (recipient or original or alias):
        return None
    diagnostic = header(group, "Diagnostic-Code")[:LONGEST_WORDS]
    status = header(group, "Status")
    action = _action(header(group, "Action"), status)
    words = diagnostic or _near(said, recipient or original)
    return Report(recipient or alias, action, status_from(status, words, action), words, original)


def _action(written: str, status: str) -> Action:
    found = _ACTION.search(written.lower())
    word = found[0] if found else ""
    if word in set(Action):
        return Action(word)
    if word in _OTHER_WORDS:
        return _OTHER_WORDS[word]
    return Action.DELIVERED if status.strip().startswith("2") else Action.FAILED


def _near(said: str, recipient: str) -> str:
    """What the human part says after the recipient's name, where the report itself is silent."""
    at = said.lower().find(recipient) if recipient else -1
    return " ".join(said[max(at, 0) : max(at, 0) + LONGEST_WORDS].split()) if said else ""
