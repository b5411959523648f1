"""Files are taken by what is in them and by the end of their name, both."""

from __future__ import annotations

import io
import zipfile

import pytest

from crm.library.files import ODT_TYPE, Refusal, RefusedFileError, read_form
from crm.library.kinds import DocumentForm


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            written.writestr(name, more.get(name, b"<x/>"))
    return file.getvalue()


def test_a_pdf_a_docx_and_an_odt_are_taken() -> None:
    assert read_form("a.PDF", b"%PDF-1.7") is DocumentForm.PDF
    assert read_form("a.docx", docx()) is DocumentForm.DOCX
    assert read_form("a.odt", archive(mimetype=ODT_TYPE, content_xml=b"<x/>")) is DocumentForm.ODT


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.pdf", b"", Refusal.EMPTY),
        ("a.svg", b"<svg/>", Refusal.NOT_ALLOWED),
        ("a.html", b"<html>", Refusal.NOT_ALLOWED),
        ("a.exe", b"MZ", Refusal.NOT_ALLOWED),
        ("pdf", b"MZ", Refusal.NOT_WHAT_IT_SAYS),
        ("a.pdf", b"MZ", Refusal.NOT_WHAT_IT_SAYS),
        ("a.pdf", b"<html>%PDF-", Refusal.NOT_WHAT_IT_SAYS),
        ("a.docx", b"PK but no archive", Refusal.NOT_WHAT_IT_SAYS),
        ("a.docx", archive(mimetype=ODT_TYPE, content_xml=b""), Refusal.NOT_WHAT_IT_SAYS),
        ("a.odt", docx(), Refusal.NOT_WHAT_IT_SAYS),
        ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), Refusal.MACROS),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, content: bytes, refusal: Refusal) -> None:
    with pytest.raises(RefusedFileError) as told:
        read_form(name, content)
    assert told.value.refusal is refusal


def test_an_archive_that_would_unpack_to_too_much_is_refused_unopened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name in ("[Content_Types].xml", "word/document.xml"):
            written.writestr(name, b"<x/>")
        written.writestr("word/big.xml", bytes(130 * 2**20))
    with pytest.raises(RefusedFileError) as told:
        read_form("a.docx", file.getvalue())
    assert told.value.refusal is Refusal.TOO_LARGE
