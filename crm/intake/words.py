"""How what came back is said on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.intake.models import How, IncomingKind
from crm.mail.models import AddressState, DomainState

KINDS: Mapping[IncomingKind, Any] = {
    IncomingKind.BOUNCE: _l("Came back"),
    IncomingKind.COMPLAINT: _l("Marked as spam"),
    IncomingKind.REPLY: _l("Reply"),
    IncomingKind.UNRECOGNISED: _l("Unrecognised"),
    IncomingKind.DELAYED: _l("Delayed"),
    IncomingKind.DELIVERED: _l("Delivered"),
    IncomingKind.AUTO_REPLY: _l("Automatic reply"),
    IncomingKind.RECEIPT: _l("Receipt"),
    IncomingKind.NOTICE: _l("Notice of a mail system"),
    IncomingKind.UNSUBSCRIBE: _l("Unsubscribed by mail"),
}
HOWS: Mapping[How, Any] = {
    How.TOKEN: _l("by the address it was sent to"),
    How.MESSAGE_ID: _l("by our Message-ID in it"),
    How.ADDRESS: _l("by the address it names alone"),
    How.SENDER: _l("by the address it comes from"),
}
ADDRESSES: Mapping[AddressState, Any] = {
    AddressState.OK: _l("Mail goes there"),
    AddressState.HELD: _l("On hold: no mail goes there"),
    AddressState.ALL_MAIL_OFF: _l("All mail off: its owner wants none"),
}
DOMAINS: Mapping[DomainState, Any] = {
    DomainState.OPEN: _l("Waits for a decision"),
    DomainState.WAITING: _l("Mail goes again later"),
    DomainState.HELD: _l("Every address that failed is held"),
    DomainState.CHANGED: _l("The addresses moved to another domain"),
}
