"""Files that are brought into the library: allowed by what is in them, and by the end of their name."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from crm.library.kinds import DocumentForm

MOST_UNPACKED = 128 * 2**20
MOST_PARTS = 5_000
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
TYPES = {
    DocumentForm.PAPER: "application/pdf",
    DocumentForm.PDF: "application/pdf",
    DocumentForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentForm.ODT: "application/vnd.oasis.opendocument.text",
}
"""What each form is to a browser."""


class Refusal(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    NOT_ALLOWED = "not allowed"
    NOT_WHAT_IT_SAYS = "not what it says"
    MACROS = "macros"
    TOO_LARGE = "too large"


class RefusedFileError(ValueError):
    """A file that is not taken; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the reason."""
        super().__init__(refusal.value)
        self.refusal = refusal


def read_form(file_name: str, content: bytes) -> DocumentForm:
    """Say what a file is, where both its name and its content say so; raises RefusedFileError."""
    if not content:
        raise RefusedFileError(Refusal.EMPTY)
    named = file_name.rpartition(".")[2].lower()
    if named not in {DocumentForm.PDF, DocumentForm.DOCX, DocumentForm.ODT}:
        raise RefusedFileError(Refusal.NOT_ALLOWED)
    form = DocumentForm(named)
    if form is DocumentForm.PDF:
        if not content.startswith(b"%PDF-"):
            raise RefusedFileError(Refusal.NOT_WHAT_IT_SAYS)
        return form
    _check_archive(form, content)
    return form


def _check_archive(form: DocumentForm, content: bytes) -> None:
    """Look into a text document: the right parts, no macros, and no more than it may hold; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise RefusedFileError(Refusal.TOO_LARGE)
            if not _is_form(form, archive, names):
                raise RefusedFileError(Refusal.NOT_WHAT_IT_SAYS)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        # The library says the third of a way of packing it does not know, the fourth of what is encrypted.
        raise RefusedFileError(Refusal.NOT_WHAT_IT_SAYS) from error
    if any("vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise RefusedFileError(Refusal.MACROS)


def _is_form(form: DocumentForm, archive: zipfile.ZipFile, names: set[str]) -> bool:
    if form is DocumentForm.DOCX:
        return {"[Content_Types].xml", "word/document.xml"} <= names
    if not {"mimetype", "content.xml"} <= names or archive.getinfo("mimetype").file_size != len(ODT_TYPE):
        return False
    return archive.read("mimetype") == ODT_TYPE
