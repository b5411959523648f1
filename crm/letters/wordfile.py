"""A letter as a DOCX file, built from the same blocks as its PDF; nothing in it is a template."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm.languages import direction, long_date
from crm.letters.content import BULLET, HEADING, NUMBER, Block, from_json
from crm.letters.labels import labels_in
from crm.letters.models import Letter, LetterBatch, SenderImage, SenderProfile
from crm.letters.postal import lines_of

if TYPE_CHECKING:
    from docx.document import Document

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML has no room for."""

STYLES = {HEADING: "Heading 2", BULLET: "List Bullet", NUMBER: "List Number"}


def docx_of(letter: Letter, batch: LetterBatch, sender: SenderProfile, picture: SenderImage | None) -> bytes:
    """Write a letter as DOCX."""
    from docx import Document  # noqa: PLC0415 - slow to import, seldom wanted

    document = Document()
    document.core_properties.title = _fit(letter.subject)[:255]
    document.core_properties.author = _fit(sender.organisation)[:255]
    document.core_properties.language = letter.language
    _head(document, sender, picture)
    _lines(document, letter.address_lines)
    labels = labels_in(letter.language)
    about = f"{labels.reference}: {letter.reference}" if labels.reference else letter.reference
    _lines(document, [long_date(batch.dated_on, letter.language), about])
    document.add_heading(_fit(letter.subject), level=1)
    for block in from_json(letter.words):
        _write(document, block)
    if letter.enclosures:
        document.add_paragraph(labels.enclosures)
        for one in letter.enclosures:
            document.add_paragraph(_fit(str(one["title"])), style="List Number")
    if direction(letter.language) == "rtl":
        for paragraph in document.paragraphs:
            _turn(paragraph)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _head(document: Document, sender: SenderProfile, picture: SenderImage | None) -> None:
    from docx.shared import Mm  # noqa: PLC0415 - slow to import, seldom wanted

    if picture is not None:
        document.add_picture(io.BytesIO(picture.content), height=Mm(20))
    _lines(document, [sender.organisation, *(lines_of(sender.letterhead) or lines_of(sender.postal_address))])


def _lines(document: Document, lines: Sequence[str]) -> None:
    if lines:
        document.add_paragraph(_fit("\n".join(lines)))


def _write(document: Document, block: Block) -> None:
    if block.kind == HEADING:
        document.add_heading(_fit(block.text), level=2)
        return
    paragraph = document.add_paragraph(style=STYLES.get(block.kind))
    for run in block.runs:
        if run.link:
            _link(paragraph, run.text, run.link)
        else:
            written = paragraph.add_run(_fit(run.text))
            written.bold, written.italic = run.bold or None, run.italic or None


def _link(paragraph: Any, text: str, address: str) -> None:
    """Write words that lead somewhere: the library has no call of its own for it."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - slow to import, seldom wanted
    from docx.oxml import OxmlElement  # noqa: PLC0415 - the same
    from docx.oxml.ns import qn  # noqa: PLC0415 - the same

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_fit(text))
    run.font.underline = True
    link.append(run._r)  # noqa: SLF001 - the library's own way to the element
    paragraph._p.append(link)  # noqa: SLF001 - the same


def _turn(paragraph: Any) -> None:
    """Write a paragraph from right to left."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - slow to import, seldom wanted

    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 - the library's own way to the element
    for run in paragraph.runs:
        run.font.rtl = True


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
