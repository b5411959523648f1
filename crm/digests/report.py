"""What became of a message, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm.mail.models import MessageState, SkipReason
from crm.mail.refusals import refusal_words

REASONS: Final[Mapping[SkipReason, str]] = {
    SkipReason.UNSUBSCRIBED: "has stopped the digest",
    SkipReason.ALL_MAIL_OFF: "wants no mail from us at all",
    SkipReason.ON_HOLD: "the address does not work: mail to it is held",
    SkipReason.NO_ADDRESS: "no email address",
    SkipReason.SHIELDED: "shielded: gets no mass mail",
    SkipReason.ERASED: "erased",
    SkipReason.RECALLED: "recalled before it went",
    SkipReason.NOTHING_NEW: "nothing new for them in this issue",
    SkipReason.EXPIRED: "too late",
    SkipReason.NOT_ALLOWED: "has not agreed to get the digest",
    SkipReason.LESS_OFTEN: "wants it less often, and had one lately",
    SkipReason.PAUSED: "has a pause: wants no mail for the time being",
    SkipReason.TOPIC_OFF: "turned off the topics of this issue",
}
STATES: Final[Mapping[MessageState, str]] = {
    MessageState.WAITING: "Waiting",
    MessageState.SENDING: "On its way",
    MessageState.SENT: "Sent",
    MessageState.FAILED: "Failed",
    MessageState.IN_DOUBT: "In doubt",
    MessageState.SKIPPED: "Left out",
}


def outcome_words(state: MessageState, reason: SkipReason | None, answer: str, attempts: int) -> str:
    """Say what became of a message; "sent" means that the server took it, never that it was read."""
    if state is MessageState.SKIPPED:
        return REASONS[reason][0].upper() + REASONS[reason][1:] if reason else "Left out"
    if state is MessageState.SENT:
        return "Their mail server took it"
    if state is MessageState.FAILED:
        return refusal_words(answer)
    if state is MessageState.IN_DOUBT:
        return "May have arrived: the answer of the server was lost"
    if state is MessageState.WAITING and attempts:
        return f"Put off: {refusal_words(answer).lower()}; it is tried again"
    return "Waits for its turn" if state is MessageState.WAITING else "On its way"
