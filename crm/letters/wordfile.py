"""A letter as a DOCX file, built from the same blocks as its PDF; nothing in it is a template."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from crm.countries.post import lines_of
from crm.languages import direction, long_date
from crm.letters.content import BULLET, HEADING, NUMBER, Block, from_json
from crm.letters.labels import Labels, labels_in
from crm.letters.models import Letter, SenderImage, SenderProfile
from crm.letters.paper import code_picture

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML has no room for."""

STYLES = {HEADING: "Heading 2", BULLET: "List Bullet", NUMBER: "List Number"}


@dataclass(frozen=True, slots=True)
class Around:
    """What a letter has besides its words: whose it is, what it is known by, its own link as a code, what is enclosed.

    A letter that a member signs has none of the sender's: it goes on paper of their own.
    """

    head: Sequence[str] = ()
    picture: SenderImage | None = None
    reference: str = ""
    link: str = ""
    enclosures: Sequence[str] = ()
    foot: str = ""


def head_of(sender: SenderProfile) -> Sequence[str]:
    """The lines at the head of a sender's letters."""
    return [sender.organisation, *(lines_of(sender.letterhead) or lines_of(sender.postal_address))]


def docx_of(letter: Letter, dated_on: date, around: Around) -> bytes:
    """Write a letter as DOCX."""
    from docx import Document  # noqa: PLC0415 - slow to import, seldom wanted

    document = Document()
    document.core_properties.title = _fit(letter.subject)[:255]
    document.core_properties.author = _fit(around.head[0])[:255] if around.head else ""
    document.core_properties.language = letter.language
    labels = labels_in(letter.language)
    _set_out(document)
    if around.picture is not None:
        _picture(document, around.picture.content, 80, 20)
    for lines in filter(None, (around.head, letter.address_lines)):
        _lines(document, lines)
    _lines(document, [long_date(dated_on, letter.language), *_about(labels, around.reference)])
    document.add_heading(_fit(letter.subject), level=1)
    for block in from_json(letter.words):
        _write(document, block)
    if around.link:
        _picture(document, code_picture(around.link), 24, 24)
        _lines(document, [labels.code])
    if around.enclosures:
        _lines(document, [labels.enclosures]).paragraph_format.keep_with_next = True
        for line in around.enclosures:
            document.add_paragraph(_fit(line), style="List Number")
    document.sections[0].footer.paragraphs[0].text = _fit(around.foot)
    if direction(letter.language) == "rtl":
        for paragraph in document.paragraphs:
            _turn(paragraph)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _about(labels: Labels, reference: str) -> Sequence[str]:
    if not reference:
        return ()
    return [f"{labels.reference}: {reference}" if labels.reference else reference]


def _picture(document: Document, content: bytes, widest: int, highest: int) -> None:
    """Put a picture into the letter, no larger than so many millimetres."""
    from docx.shared import Mm  # noqa: PLC0415 - slow to import, seldom wanted

    document.add_picture(io.BytesIO(content), height=Mm(highest))
    shown = document.inline_shapes[-1]
    if shown.width > Mm(widest):
        shown.width, shown.height = Mm(widest), int(shown.height * Mm(widest) / shown.width)


def _set_out(document: Document) -> None:
    """Use paper and letters of the sizes that a letter has in print."""
    from docx.shared import Mm, Pt  # noqa: PLC0415 - slow to import, seldom wanted

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(24), Mm(22), Mm(20), Mm(22)
    document.styles["Normal"].font.size = Pt(10)


def _lines(document: Document, lines: Sequence[str]) -> Paragraph:
    """Write lines under each other."""
    return document.add_paragraph(_fit("\n".join(lines)))


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
