"""Everything we ask about the library."""

from crm.library.queries.changes import LibraryChange, library_changes
from crm.library.queries.documents import (
    DocumentRecord,
    documents,
    documents_by_key,
    find_document,
    versions_of_document,
)
from crm.library.queries.enclosures import STATUS_SHEET, Enclosable, Enclosure, enclosable, enclosures, status_sheet
from crm.library.queries.facts import standing_and_facts
from crm.library.queries.texts import (
    TextFilter,
    TextRecord,
    TextRow,
    find_model_text,
    model_texts,
    questions_by_step,
    versions_of_text,
)
from crm.library.queries.uses import Uses, uses_of_texts

__all__ = [
    "STATUS_SHEET",
    "DocumentRecord",
    "Enclosable",
    "Enclosure",
    "LibraryChange",
    "TextFilter",
    "TextRecord",
    "TextRow",
    "Uses",
    "documents",
    "documents_by_key",
    "enclosable",
    "enclosures",
    "find_document",
    "find_model_text",
    "library_changes",
    "model_texts",
    "questions_by_step",
    "standing_and_facts",
    "status_sheet",
    "uses_of_texts",
    "versions_of_document",
    "versions_of_text",
]
