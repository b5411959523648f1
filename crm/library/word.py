"""A text as a Word file and as plain text."""

from __future__ import annotations

import io
from datetime import datetime

from crm.languages import direction


def plain_text(title: str, body: str) -> bytes:
    """Write a text as plain text, its title on top; with the line ends that every editor reads."""
    said = f"{title}\n\n{body.replace(chr(13), '')}\n"
    return said.replace("\n", "\r\n").encode("utf-8-sig")


def docx_of(title: str, body: str, language: str, author: str, now: datetime) -> bytes:
    """Write a text as a Word file: its title as heading, one paragraph for each, in its language."""
    from docx import Document  # noqa: PLC0415 - slow to import, seldom wanted
    from docx.oxml.ns import qn  # noqa: PLC0415 - the same
    from docx.oxml.parser import OxmlElement  # noqa: PLC0415 - the same

    document = Document()
    said = document.core_properties
    said.title, said.author, said.language, said.comments = title[:255], author[:255], language, ""
    said.created = said.modified = now.replace(tzinfo=None)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:bidi" if direction(language) == "rtl" else "w:val"), language)
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    paragraphs = [document.add_heading(_printable(title), level=1)]
    paragraphs += [document.add_paragraph(_printable(part)) for part in body.replace("\r", "").split("\n\n")]
    if direction(language) == "rtl":
        for paragraph in paragraphs:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 - the library's own way to its XML
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _printable(text: str) -> str:
    """The text without signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())
