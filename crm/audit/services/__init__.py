"""Opening an act, writing the journal, and undoing what an act changed."""

from __future__ import annotations

from crm.audit.services.acts import (
    Doing,
    begin,
    change_set_id,
    describe,
    end,
    journal,
    on_behalf_of,
    record_arrived,
    record_inserted,
    record_updated,
)
from crm.audit.services.staying import staying
from crm.audit.services.undoing import Mender, Undone, after_undo, undo

__all__ = [
    "Doing",
    "Mender",
    "Undone",
    "after_undo",
    "begin",
    "change_set_id",
    "describe",
    "end",
    "journal",
    "on_behalf_of",
    "record_arrived",
    "record_inserted",
    "record_updated",
    "staying",
    "undo",
]
