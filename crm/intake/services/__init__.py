"""Everything done with what comes back: taken in, acted on, filed, and decided about."""

from __future__ import annotations

from crm.intake.services.asking import ask_about_what_failed
from crm.intake.services.deciding import (
    DecidedError,
    Move,
    change_domain,
    hold_all,
    hold_by_hand,
    let_mail_go,
    moves,
    wait_and_send_again,
)
from crm.intake.services.filing import SettledError, drop, file_as_action, file_as_note
from crm.intake.services.receiving import MOST_BYTES, EmptyError, Receipt, receive
from crm.intake.services.tidying import forget_old_evidence

__all__ = [
    "MOST_BYTES",
    "DecidedError",
    "EmptyError",
    "Move",
    "Receipt",
    "SettledError",
    "ask_about_what_failed",
    "change_domain",
    "drop",
    "file_as_action",
    "file_as_note",
    "forget_old_evidence",
    "hold_all",
    "hold_by_hand",
    "let_mail_go",
    "moves",
    "receive",
    "wait_and_send_again",
]
