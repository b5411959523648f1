"""Everything we do with the library."""

from crm.library.services.loading import load_shipped
from crm.library.services.texts import NotAllowedError, TextDraft, UnknownMarksError, retire_text, write_text
from crm.library.services.uses import Copy, plan_use

__all__ = [
    "Copy",
    "NotAllowedError",
    "TextDraft",
    "UnknownMarksError",
    "load_shipped",
    "plan_use",
    "retire_text",
    "write_text",
]
