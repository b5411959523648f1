"""Everything done to mail: queueing, stopping, delivering, and what is known of addresses."""

from __future__ import annotations

from crm.mail.services.addresses import ensure_address, hold, release, stop_all
from crm.mail.services.controls import (
    ALL_MAIL,
    cancel,
    pause,
    recall,
    resolve_doubt,
    resume,
    send_to_the_missing,
    take_back,
)
from crm.mail.services.delivering import Delivery, deliver_due
from crm.mail.services.failures import Said, failing_of, note_failure
from crm.mail.services.queueing import Recipient, queue, queue_all

__all__ = [
    "ALL_MAIL",
    "Delivery",
    "Recipient",
    "Said",
    "cancel",
    "deliver_due",
    "ensure_address",
    "failing_of",
    "hold",
    "note_failure",
    "pause",
    "queue",
    "queue_all",
    "recall",
    "release",
    "resolve_doubt",
    "resume",
    "send_to_the_missing",
    "stop_all",
    "take_back",
]
